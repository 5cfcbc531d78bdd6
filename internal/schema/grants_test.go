package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// A name of a role or a schema is a name, whatever it holds; each table is written to by
// the one role and read by both.
func TestGrants(t *testing.T) {
	t.Parallel()
	text, err := schema.Grants(`a"b`, "App", `x; DROP TABLE drifts`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"BEGIN;\n", "COMMIT;\n", `GRANT USAGE ON SCHEMA "a""b" TO "App", "x; DROP TABLE drifts";`,
		`GRANT SELECT, INSERT, UPDATE ON "a""b".drifts TO "App";`, `GRANT SELECT ON "a""b".drifts TO "x; DROP TABLE drifts";`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	for _, e := range models.Entities() {
		for _, column := range models.HiddenColumns(e.TableName()) {
			if strings.Contains(text, column) {
				t.Errorf("%s.%s is shown", e.TableName(), column)
			}
		}
	}
}

// Whatever the two roles had of the tables before goes, and a second time changes nothing.
func TestGrantsAgain(t *testing.T) {
	t.Parallel()
	database := testdb.New(t).Owner()
	app, _ := testdb.Role(t, database.URL)
	read, asRead := testdb.Role(t, database.URL)
	text, err := schema.Grants("", app, read)
	if err != nil {
		t.Fatal(err)
	}
	owner, as := testdb.With(t, postgres.Config{URL: database.URL}), testdb.With(t, postgres.Config{URL: asRead})
	for _, step := range []struct {
		by  *postgres.DB
		sql string
	}{
		{owner, "GRANT ALL ON ALL TABLES IN SCHEMA public TO " + read + "; GRANT CREATE ON SCHEMA public TO PUBLIC"},
		{testdb.Super(t, owner), "CREATE TABLE of_another (); GRANT SELECT ON of_another TO " + read}, // which is another's to close
		{owner, text}, {owner, text}, {testdb.Super(t, owner), text},
	} {
		if _, err := step.by.Pool.Exec(t.Context(), step.sql); err != nil {
			t.Fatal(err)
		}
	}
	refused := []string{
		"SELECT password_hash FROM users", "SELECT * FROM users", "SELECT refresh_token FROM sessions", "SELECT FROM session_rotations",
		"INSERT INTO drifts DEFAULT VALUES", "DELETE FROM sessions", "UPDATE alerts SET is_read = true", "SELECT id FROM drifts FOR UPDATE",
		"CREATE TABLE mine ()", // as everybody may in public of PostgreSQL 14
	}
	for _, sql := range append(slices.Clone(refused), "SELECT id, email FROM users", "SELECT * FROM drifts", "SELECT * FROM guardian_migrations", "SELECT FROM of_another") {
		_, err := as.Pool.Exec(t.Context(), sql)
		if denied := err != nil && strings.Contains(err.Error(), "42501"); denied != slices.Contains(refused, sql) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// The roles may execute each function that a statement of theirs comes to call, also where nobody may by default. Triggers call
// theirs whoever writes, and those that only these call run as the owner, or are not called but by them.
func TestGrantsOfFunctions(t *testing.T) {
	t.Parallel()
	database := testdb.New(t).Owner()
	app, _ := testdb.Role(t, database.URL)
	read, _ := testdb.Role(t, database.URL)
	text, err := schema.Grants("", app, read)
	if err != nil {
		t.Fatal(err)
	}
	owner := testdb.With(t, postgres.Config{URL: database.URL})
	if _, err := owner.Pool.Exec(t.Context(), "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC; "+text); err != nil {
		t.Fatal(err)
	}
	own := []string{"days_of", "fold_drift_counts", "fold_scope_counts", "fold_region_counts", "fold_cost_days", "fold_unread_alerts"}
	var lacking []string
	err = owner.Gorm.Raw(`SELECT proname || ' by ' || role FROM pg_proc, unnest(ARRAY[?, ?]) AS role WHERE pronamespace = 'public'::regnamespace
		AND prorettype <> 'trigger'::regtype AND NOT prosecdef AND proname NOT IN ? AND NOT has_function_privilege(role, pg_proc.oid, 'EXECUTE')`, app, read, own).Scan(&lacking).Error
	if err != nil || len(lacking) > 0 {
		t.Errorf("nobody has granted %v: name it in called, or here where it is the owner's alone; %v", lacking, err)
	}
	// As after a dump without privileges, everybody may execute all.
	if _, err := owner.Pool.Exec(t.Context(), "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC; "+text); err != nil {
		t.Fatal(err)
	}
	var open []string
	err = owner.Gorm.Raw(`SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef AND has_function_privilege(?, oid, 'EXECUTE')`, app).Scan(&open).Error
	if err != nil || len(open) > 0 {
		t.Errorf("%s acts as the owner by %v, %v", app, open, err)
	}
}
