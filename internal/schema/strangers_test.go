package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// Who else may make a function in the schema is told, and what they have made there, which is not called.
func TestStrangers(t *testing.T) {
	t.Parallel()
	database := testdb.New(t).Owner()
	role, as := testdb.Role(t, database.URL)
	owner := testdb.With(t, postgres.Config{URL: database.URL})
	exec(t, owner, "GRANT USAGE, CREATE ON SCHEMA public TO "+role)
	exec(t, testdb.With(t, postgres.Config{URL: as}), `
		CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'somebody' $$;
		CREATE FUNCTION join_texts(regprocedure, text) RETURNS text LANGUAGE sql AS $$ SELECT 'nothing' $$;
		CREATE OPERATOR || (LEFTARG = regprocedure, RIGHTARG = text, FUNCTION = join_texts);
		CREATE FUNCTION same(varchar, varchar) RETURNS bool LANGUAGE sql AS 'SELECT true';
		CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = same)`)
	exec(t, owner, "CREATE FUNCTION of_the_owner() RETURNS int LANGUAGE sql AS 'SELECT 1'")
	theirs := ": it belongs to " + role + ", who does not own the tables"
	want := []string{
		"function public.lower(character varying)" + theirs, "function public.join_texts(regprocedure,text)" + theirs,
		"function public.same(character varying,character varying)" + theirs,
		"operator public.||(regprocedure,text)" + theirs, "operator public.=(character varying,character varying)" + theirs,
		"schema: role " + role + " may make functions in it that take the place of PostgreSQL's own",
	}
	slices.Sort(want)
	if got := verify(t, owner, ""); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func exec(t *testing.T, db *postgres.DB, sql string) {
	t.Helper()
	if _, err := db.Pool.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
