package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// Sums that are wrong are told, and written anew.
func TestSchemaRebuild(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	pool := testdb.With(t, postgres.Config{URL: d.Super().URL}).Pool
	if _, err := pool.Exec(t.Context(), "BEGIN; SET LOCAL guardian.keeping = 'on'; INSERT INTO unread_alerts VALUES (7); COMMIT"); err != nil {
		t.Fatal(err)
	}
	r := run(t, on(d, "schema", "verify")...)
	if r.status != 1 || !strings.HasPrefix(r.out, "unread_alerts: is not what the rows come to") || strings.Count(r.out, "\n") != 1 {
		t.Errorf("verify says %+v", r)
	}
	if out := ok(t, on(d, "schema", "verify", "--within", "0")...); out != "" {
		t.Errorf("without the sums it says %q", out)
	}
	tx, err := pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "LOCK TABLE unread_alerts IN ACCESS EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	if r = run(t, on(d, "schema", "verify", "--within", "300ms")...); r.status != 1 || !strings.Contains(r.out, "unread_alerts: not known") {
		t.Errorf("without time it says %+v", r)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if out := ok(t, on(d, "schema", "rebuild")...); out != "rebuilt unread_alerts\n" {
		t.Errorf("rebuild says %q", out)
	}
	if out := ok(t, on(d, "schema", "verify")...); out != "" {
		t.Errorf("afterwards verify says %q", out)
	}
	if out := ok(t, on(d, "schema", "rebuild")...); !strings.HasPrefix(out, "nothing to do") {
		t.Errorf("with nothing to do it says %q", out)
	}
	if out := ok(t, on(d, "schema", "rebuild", "--output", "json")...); !strings.Contains(out, `"rebuilt": []`) {
		t.Errorf("as JSON %q", out)
	}
}
