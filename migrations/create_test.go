package migrations_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// Nobody but its owner makes anything in the schema of a ledger, as everybody may in PostgreSQL 14's public; where it is
// another's, that is told.
func TestSchemaIsClosed(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	db := testdb.With(t, postgres.Config{URL: d.URL})
	const open = "SELECT count(*)::text FROM pg_namespace, aclexplode(nspacl) AS given WHERE nspname = 'public' AND given.grantee = 0 AND given.privilege_type = 'CREATE'"
	step := migrations.WithList(migrations.Options{}, [2]string{"001_one", "SELECT 1;"})
	var warnings []string
	step.Warn = func(text string) { warnings = append(warnings, text) }
	role, as := testdb.Role(t, d.URL)
	mustExec(t, db, "GRANT CREATE ON SCHEMA public TO PUBLIC")
	up(t, testdb.With(t, postgres.Config{URL: as}), step)
	if len(warnings) != 1 || !strings.Contains(warnings[0], `REVOKE CREATE ON SCHEMA "public" FROM PUBLIC`) || one(t, db, open) != "1" {
		t.Errorf("%s, whose schema it is not, is told %q", role, warnings)
	}
	warnings = nil
	up(t, db, step)
	if warnings != nil || one(t, db, open) != "0" {
		t.Errorf("its owner is told %q, and everybody may make tables: %s", warnings, one(t, db, open))
	}
}
