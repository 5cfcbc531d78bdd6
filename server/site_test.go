package server_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/repositories"
)

// TestReadOnly writes through the very sessions that a server answers from, and is
// refused by the database.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: l.database.Super().URL, ReadOnly: true})
	must(t, err)
	reader := repositories.NewReader(db, time.Minute)
	t.Cleanup(reader.Close)
	h := newHandler(reader)
	for _, write := range []string{
		"DELETE FROM drifts", "UPDATE drifts SET status = 'resolved'", "TRUNCATE audit_logs", "DROP TABLE sessions",
		"INSERT INTO users (email, password_hash) VALUES ('a@example.com', 'x')", "CREATE TABLE t ()",
	} {
		_, err := db.Pool.Exec(t.Context(), write)
		var refusal *pgconn.PgError
		if !errors.As(err, &refusal) || refusal.Code != "25006" { // read_only_sql_transaction
			t.Errorf("%s: %v", write, err)
		}
	}
	if total := decode(t, get(h, "/debug/drifts"), http.StatusOK)["total"]; total != number("5") {
		t.Errorf("%v drifts are left of 5", total)
	}
}
