package migrations_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// takeover sums up a table of one's own by a trigger of ours. What its rows are cast by is called by whoever the trigger acts as.
const takeover = `
CREATE TYPE pg_temp.forged AS (n int);
CREATE FUNCTION pg_temp.act(pg_temp.forged) RETURNS varchar LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO public.audit_logs (action) VALUES ('forged by ' || current_user);
  RETURN 'x';
END $$;
CREATE CAST (pg_temp.forged AS varchar) WITH FUNCTION pg_temp.act(pg_temp.forged) AS ASSIGNMENT;
CREATE TEMPORARY TABLE own (region pg_temp.forged, resource_type varchar);
CREATE TRIGGER own_counted AFTER INSERT ON own REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION public.count_regions();
INSERT INTO own VALUES (ROW(1), 'x')`

// Who may only look into the schema acts as its owner by none of the functions that triggers run as the owner.
func TestNobodyActsAsTheOwner(t *testing.T) {
	t.Parallel()
	d := testdb.New(t).Owner()
	owner := testdb.With(t, postgres.Config{URL: d.URL})
	role, as := testdb.Role(t, d.URL)
	mustExec(t, owner, "GRANT USAGE ON SCHEMA public TO "+role)
	up(t, owner, migrations.Options{})
	stranger := testdb.With(t, postgres.Config{URL: as, MaxConns: 1})
	wantCode(t, stranger, "42501", takeover)
	if forged := one(t, owner, "SELECT concat((SELECT count(*) FROM audit_logs), ' ', (SELECT count(*) FROM region_counts))"); forged != "0 0" {
		t.Errorf("audit rows and sums forged: %s", forged)
	}
	const definers = "SELECT COALESCE(string_agg(oid::regprocedure::text, ' '), '') FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
	functions := strings.Fields(one(t, owner, definers))
	if len(functions) < 10 {
		t.Fatalf("only %q act as their owner", functions)
	}
	mustExec(t, stranger, "CREATE TEMPORARY TABLE mine ()")
	for _, f := range functions {
		wantCode(t, stranger, "42501", "CREATE TRIGGER forge AFTER TRUNCATE ON mine FOR EACH STATEMENT EXECUTE FUNCTION public."+f)
	}
	// A dump without privileges opens them again, and migrate up closes them.
	mustExec(t, owner, "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC")
	up(t, owner, migrations.Options{})
	if open := one(t, owner, definers+" AND has_function_privilege('"+role+"', oid, 'EXECUTE')"); open != "" {
		t.Errorf("everybody may run %s", open)
	}
	// What is written still counts.
	mustExec(t, owner, ledger)
	if n := one(t, owner, "SELECT sum(drifts)::text FROM region_counts"); n != "1" {
		t.Errorf("%s drifts are counted", n)
	}
}
