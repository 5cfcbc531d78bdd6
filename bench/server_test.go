package main

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdir"
)

// A server that is started again has the ledger that it had, current, and its own settings.
func TestStartAgain(t *testing.T) {
	t.Parallel()
	dir := testdir.New(t)
	for _, want := range []string{"off", "on"} {
		server, err := start(t.Context(), dir, "autovacuum="+want, "shared_buffers=16MB")
		if err != nil {
			t.Fatal(err)
		}
		conn, err := pgx.Connect(t.Context(), server.URL())
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, conn, "SELECT current_setting('autovacuum') FROM drifts RIGHT JOIN (SELECT) AS one ON (true)"); got != want {
			t.Errorf("autovacuum is %s", got)
		}
		if got := read(t, conn, "SELECT current_setting('wal_level')"); got != "minimal" {
			t.Errorf("wal_level is %s", got)
		}
		conn.Close(t.Context())
		if err := stop(t.Context(), server); err != nil {
			t.Fatal(err)
		}
	}
}
