package testdb_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Each form is found, and told from what Citus takes.
func TestRefusedByCitus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ what, refused, taken string }{
		{"several statements", "SET a = 1; SELECT 'b'", "SELECT ';a' -- ; b"},
		{"ALTER TABLE of several", "ALTER TABLE t ADD COLUMN a int,\n ADD CONSTRAINT c CHECK (a > 0)", "ALTER TABLE t ADD CONSTRAINT c CHECK (a IN (1, 2))"},
		{"ADD COLUMN with REFERENCES", "ALTER TABLE t ADD COLUMN u uuid REFERENCES u(id)", "ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (u) REFERENCES u(id)"},
		{"FROM CURRENT", "ALTER FUNCTION f() SET search_path FROM CURRENT", "CREATE OR REPLACE FUNCTION f() RETURNS void SET search_path FROM CURRENT AS $$ $$"},
		{"INSERT … SELECT of a table", "INSERT INTO t (a) SELECT a FROM u ON CONFLICT DO NOTHING", "WITH f AS (SELECT a FROM u) INSERT INTO t (a) SELECT * FROM f ON CONFLICT DO NOTHING"},
		{"INSERT … SELECT of a table", "INSERT INTO t (a) SELECT o.a FROM unnest(?) AS o(a) JOIN u ON u.a = o.a", "INSERT INTO t (a) SELECT a FROM unnest(?) AS o(a)"},
		{"UNION", "WITH f AS (SELECT a FROM u) INSERT INTO t (a) SELECT a FROM f UNION ALL SELECT b FROM f", "WITH f AS (SELECT a FROM u UNION SELECT b FROM u) INSERT INTO t (a) SELECT * FROM f"},
		{"within VALUES", "INSERT INTO t (a) VALUES (GREATEST(1, (SELECT max(a) FROM t)))", "INSERT INTO t (a) VALUES (GREATEST(1, 2))"},
		{"a volatile function", "UPDATE t SET a = clock_timestamp()", "UPDATE t SET a = statement_timestamp()"},
		{"an interval", "UPDATE t SET a = a - $1::interval WHERE b", "UPDATE t SET a = $1 WHERE b - interval '1 day' < $2"},
		{"a lock or a snapshot", "SELECT pg_advisory_xact_lock(1)", "SELECT pg_advisory_xact_lock(1) FROM guardian_migrations LIMIT 1"},
		{"a lock or a snapshot", "SELECT concat_ws(' ', pg_current_snapshot()), 0::bigint", "SELECT (SELECT pg_current_snapshot() FROM guardian_migrations LIMIT 1), 0::bigint"},
		{"guardian.keeping", "SELECT set_config('guardian.keeping', 'on', true)", "SELECT set_config('guardian.held', id::text, true) FROM drifts"},
		{"current_schema", "SELECT current_schema() FROM t", "SELECT current_schema()"},
	} {
		if got := testdb.RefusedByCitus(c.refused); !strings.Contains(got, c.what) {
			t.Errorf("of %q it says %q, want %q", c.refused, got, c.what)
		}
		if got := testdb.RefusedByCitus(c.taken); got != "" {
			t.Errorf("of %q it says %q", c.taken, got)
		}
	}
}

// Statements in functions are found, too, and what has changed beside a table.
func TestFunctionsRefusedByCitus(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	if refused := testdb.FunctionsRefusedByCitus(t, db); len(refused) > 0 {
		t.Fatalf("a schema of this program: %q", refused)
	}
	for _, c := range []struct{ step, want string }{
		{"DELETE FROM counted_drifts c USING gone WHERE c.drift_id = gone.id", "beside what a statement has changed"},
		{"IF true THEN INSERT INTO drift_words SELECT drift_id, '' FROM drift_summaries; END IF", "INSERT … SELECT of a table"},
	} {
		err := db.Gorm.Exec("CREATE OR REPLACE FUNCTION keep_words_of_summaries() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + c.step + "; RETURN NULL; END $$").Error
		if err != nil {
			t.Fatal(err)
		}
		if refused := testdb.FunctionsRefusedByCitus(t, db); len(refused) != 1 || !strings.Contains(refused[0], c.want) {
			t.Errorf("of %q it says %q", c.step, refused)
		}
	}
}
