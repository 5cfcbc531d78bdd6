package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestSchemaVerify(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	if out := ok(t, on(db, "schema", "verify")...); out != "" {
		t.Errorf("they agree, and it says %q", out)
	}
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: db.Super().URL})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(t.Context(), "ALTER TABLE alerts ADD COLUMN extra text"); err != nil {
		t.Fatal(err)
	}
	r := run(t, on(db, "schema", "verify")...)
	if r.status != 1 || r.err != "" || !strings.Contains(r.out, "extra") || strings.Count(r.out, "\n") != 1 {
		t.Errorf("got %+v", r)
	}
}
