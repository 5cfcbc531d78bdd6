package migrations_test

import (
	"errors"
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

// Who migrates runs nothing that somebody else has made in the schema, though a call would take it for PostgreSQL's own.
func TestNobodyStandsIn(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	owner := testdb.With(t, postgres.Config{URL: d.Owner().URL})
	_, as := testdb.Role(t, d.URL)
	mustExec(t, testdb.Super(t, owner), "GRANT CREATE ON SCHEMA public TO PUBLIC")
	stranger := testdb.With(t, postgres.Config{URL: as})
	for made, drop := range map[string]string{
		`CREATE FUNCTION public.hashtextextended(text, integer) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$BEGIN RAISE 'called'; END$$`: "FUNCTION public.hashtextextended(text, integer)",
		`CREATE FUNCTION public.no(oid, integer) RETURNS bool LANGUAGE plpgsql AS $$BEGIN RAISE 'called'; END$$;
			CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = integer, FUNCTION = public.no)`: "FUNCTION public.no(oid, integer) CASCADE",
	} {
		mustExec(t, stranger, made)
		for range 2 { // the second finds the schema closed
			_, err := migrations.Up(t.Context(), owner.Gorm, migrations.Options{})
			var standIn *migrations.StandInError
			if !errors.As(err, &standIn) || !strings.Contains(made, standIn.Name[:8]) {
				t.Errorf("%s: %v", made, err)
			}
		}
		mustExec(t, stranger, "DROP "+drop)
		mustExec(t, testdb.Super(t, owner), "GRANT CREATE ON SCHEMA public TO PUBLIC")
	}
	mustExec(t, stranger, "CREATE FUNCTION public.of_another_name() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	up(t, owner, migrations.Options{})
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
