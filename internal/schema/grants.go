package schema

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	gormschema "gorm.io/gorm/schema"

	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// called are the functions that a query calls, or an index or a trigger of what is written, as whoever
// sends it: a host may have taken from everybody the right to execute functions.
var called = []string{"changed_keys(jsonb)", "words_of(text)"}

// Grants writes the SQL that gives a writing role, app, and a reading role, read, just
// what they need of a schema ("" is public): app for import, drift, alert, user,
// rules apply and notify, read for serve. Both roles have to be there. Whatever else they were
// granted of the tables goes, all in one transaction; nobody but the owner may make anything in the schema then, and what triggers
// run as the owner is for nobody else to run. It is for the owner of the tables,
// who alone migrates, seeds, verifies and deletes, and it is due again after a migration.
func Grants(schema, app, read string) (string, error) {
	if schema == "" {
		schema = "public"
	}
	closed := closeTables(schema, app, read)
	in, app, read := pgx.Identifier{schema}.Sanitize(), pgx.Identifier{app}.Sanitize(), pgx.Identifier{read}.Sanitize()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+";\n", args...) }
	line("BEGIN")
	line("%s", closed)
	line("REVOKE ALL ON SCHEMA %s FROM %s, %s", in, app, read)
	line("REVOKE CREATE ON SCHEMA %s FROM PUBLIC", in)
	line("%s", migrations.CloseDefiners(schema))
	line("GRANT USAGE ON SCHEMA %s TO %s, %s", in, app, read)
	line("GRANT SELECT ON %s.guardian_migrations TO %s, %s", in, app, read)
	line("GRANT SELECT, INSERT ON %s.session_rotations TO %s", in, app)
	line("GRANT SELECT, INSERT, UPDATE ON %s.drift_words TO %s", in, app)
	line("GRANT SELECT ON %s.drift_words TO %s", in, read)
	for _, function := range called {
		line("GRANT EXECUTE ON FUNCTION %s.%s TO %s, %s", in, function, app, read)
	}
	for _, table := range []string{"counted_drifts", "drift_counts", "drift_days", "scope_counts", "region_counts", "known_scopes", "cost_days", "unread_alerts", "kept_occurrences"} {
		line("GRANT SELECT ON %s.%s TO %s, %s", in, table, app, read)
	}
	for _, e := range models.Entities() {
		columns, err := shown(e)
		if err != nil {
			return "", err
		}
		line("GRANT SELECT, %s ON %s.%s TO %s", models.WrittenBy(e), in, e.TableName(), app)
		line("GRANT SELECT%s ON %s.%s TO %s", columns, in, e.TableName(), read)
	}
	line("COMMIT")
	return b.String(), nil
}

// closeTables takes from two roles what they were granted of the tables in a schema that the ledger's owner has. What
// lies there of somebody else's is not his to close.
func closeTables(schema, app, read string) string {
	return "DO " + migrations.Literal(`
DECLARE
  ours regclass;
BEGIN
  FOR ours IN SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
    WHERE nspname = `+migrations.Literal(schema)+` AND relkind IN ('r', 'p', 'v', 'm', 'f')
      AND relowner = (SELECT m.relowner FROM pg_catalog.pg_class m WHERE m.relnamespace = n.oid AND m.relname = `+migrations.Literal(migrations.Table)+`) LOOP
    EXECUTE pg_catalog.format('REVOKE ALL ON %s FROM %I, %I', ours, `+migrations.Literal(app)+", "+migrations.Literal(read)+`);
  END LOOP;
END `)
}

// shown lists the columns of a table that has hidden ones, in parentheses.
func shown(e models.Entity) (string, error) {
	unseen := models.HiddenColumns(e.TableName())
	if unseen == nil {
		return "", nil
	}
	of, err := gormschema.Parse(e, &sync.Map{}, gormschema.NamingStrategy{})
	if err != nil {
		return "", err
	}
	columns := slices.DeleteFunc(slices.Clone(of.DBNames), func(name string) bool { return slices.Contains(unseen, name) })
	return " (" + strings.Join(columns, ", ") + ")", nil
}
