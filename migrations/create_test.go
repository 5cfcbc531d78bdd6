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
	stranger := testdb.With(t, postgres.Config{URL: as})
	up(t, stranger, step)
	if len(warnings) != 1 || !strings.Contains(warnings[0], `REVOKE CREATE ON SCHEMA "public" FROM PUBLIC`) || one(t, db, open) != "1" {
		t.Errorf("%s, whose schema it is not, is told %q", role, warnings)
	}
	mustExec(t, stranger, "DROP TABLE "+migrations.Table)
	warnings = nil
	up(t, db, step)
	if warnings != nil || one(t, db, open) != "0" {
		t.Errorf("its owner is told %q, and everybody may make tables: %s", warnings, one(t, db, open))
	}
}

// A function that keeps one plan for whatever values does so no more in a database of Citus, where it would be refused.
func TestPlansVaryOnCitus(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	const forced = "SELECT count(*)::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND 'plan_cache_mode=force_generic_plan' = ANY(proconfig)"
	up(t, db, migrations.Options{})
	if one(t, db, forced) == "0" {
		t.Error("elsewhere no function keeps its plan")
	}
	mustExec(t, testdb.Super(t, db), `BEGIN; SET LOCAL allow_system_table_mods = on;
		INSERT INTO pg_extension SELECT 1, 'citus', extowner, extnamespace, false, '13.2-1' FROM pg_extension LIMIT 1; COMMIT`)
	up(t, db, migrations.Options{})
	if n := one(t, db, forced); n != "0" {
		t.Errorf("%s functions keep one plan for whatever values", n)
	}
}
