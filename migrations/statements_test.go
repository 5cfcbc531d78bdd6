package migrations_test

import (
	"slices"
	"testing"

	"github.com/clouddrift/guardian/migrations"
)

// A file is run by the statement, whatever has a semicolon in it, and each statement in the form that Citus takes.
func TestStatements(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		want []string
	}{
		{"", nil},
		{"-- nothing; at all\n", nil},
		{"SELECT 1;\n-- more; to come\nSELECT 'a;b', \"c;d\"", []string{"SELECT 1;", "-- more; to come\nSELECT 'a;b', \"c;d\""}},
		{"DO $$ BEGIN; END $$; DO $x$ '$$'; $x$;", []string{"DO $$ BEGIN; END $$;", "DO $x$ '$$'; $x$;"}},
		{"SELECT $1; SELECT 'it''s;';", []string{"SELECT $1;", "SELECT 'it''s;';"}},
		{"ALTER TABLE t\n  ADD COLUMN a NUMERIC(4, 2),\n  DROP CONSTRAINT c;", []string{"ALTER TABLE t ADD COLUMN a NUMERIC(4, 2);", "ALTER TABLE t DROP CONSTRAINT c;"}},
		{"ALTER TABLE t ADD COLUMN u_id UUID REFERENCES u(id);", []string{"ALTER TABLE t ADD COLUMN u_id UUID;", "ALTER TABLE t ADD CONSTRAINT t_u_id_fkey FOREIGN KEY (u_id) REFERENCES u(id);"}},
		{"-- of t\nINSERT INTO t (a, b)\nSELECT a, max(b) FROM u GROUP BY 1 ON CONFLICT DO NOTHING;", []string{"-- of t\nWITH found AS (SELECT a, max(b) FROM u GROUP BY 1)\nINSERT INTO t (a, b) SELECT * FROM found ON CONFLICT DO NOTHING;"}},
		{"INSERT INTO t VALUES (1);", []string{"INSERT INTO t VALUES (1);"}},
	} {
		if got := migrations.Statements(c.file); !slices.Equal(got, c.want) {
			t.Errorf("of %q:\n%q, want\n%q", c.file, got, c.want)
		}
	}
}
