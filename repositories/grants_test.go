package repositories_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
)

// A writing role with the rights that schema grants gives it can do all that the
// repositories do, and nothing that they never do.
func TestWritingRole(t *testing.T) {
	t.Parallel()
	database := testdb.New(t).Owner()
	app, asApp := testdb.Role(t, database.URL)
	read, _ := testdb.Role(t, database.URL)
	owner := testdb.With(t, postgres.Config{URL: database.URL})
	fill(t, owner, 500)
	grants, err := schema.Grants("", app, read)
	if err != nil {
		t.Fatal(err)
	}
	// As on a host where nobody executes a function by default.
	if _, err := owner.Pool.Exec(t.Context(), "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC; "+grants); err != nil {
		t.Fatalf("%v:\n%s", err, grants)
	}
	as := testdb.With(t, postgres.Config{URL: asApp})
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("what a writing role may do follows from the method changedBy of each entity, in models; without it rows are only written")
		}
	})
	needed(t, owner, app, listen(t, as, func(l *ledger) { everything(t, l) }))
	for _, never := range []string{
		"TRUNCATE drifts CASCADE", "DELETE FROM drifts", "DELETE FROM audit_logs", "UPDATE audit_logs SET action = action", "DELETE FROM scans",
		"DELETE FROM drift_occurrences", "DELETE FROM users", "INSERT INTO guardian_migrations VALUES ('x')",
		"UPDATE messages SET body = '{}'", "UPDATE messages SET channel = 'other'", "DELETE FROM messages", "UPDATE notices SET once = id::text",
		"UPDATE notices SET drift_id = NULL", "DELETE FROM notices", "UPDATE rule_sets SET source = ''", "DELETE FROM rule_sets", "UPDATE rule_matches SET critical = 0",
		"ALTER TABLE drifts DISABLE TRIGGER ALL", "CREATE TABLE mine ()", "SELECT FROM seed_rows",
	} {
		if _, err := as.Pool.Exec(t.Context(), never); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: %v, want it refused (42501)", never, err)
		}
	}
}

// needs tells by what a statement needs a right to TABLE.
var needs = map[string]string{
	"SELECT": "TABLE",
	"INSERT": "(INSERT INTO|COPY) TABLE",
	"UPDATE": "UPDATE TABLE|INTO TABLE.* DO UPDATE|TABLE.* FOR (NO KEY )?(UPDATE|SHARE)",
	"DELETE": "DELETE FROM TABLE",
}

// needed holds that of each right to a table that a role has, a statement makes use, or a trigger that acts as whoever writes.
func needed(t *testing.T, owner *postgres.DB, role string, sent []postgres.Sent) {
	t.Helper()
	var given []string
	err := owner.Gorm.Raw(`SELECT table_name || ' ' || privilege_type FROM information_schema.table_privileges WHERE grantee = @role
		UNION SELECT table_name || ' ' || privilege_type FROM information_schema.column_privileges WHERE grantee = @role ORDER BY 1`, map[string]any{"role": role}).Scan(&given).Error
	if err != nil || len(given) < 40 {
		t.Fatal(given, err)
	}
	for _, right := range given {
		table, privilege, _ := strings.Cut(right, " ")
		use := regexp.MustCompile("(?s)" + strings.ReplaceAll(needs[privilege], "TABLE", `"?\b`+table+`\b`))
		if table != "drift_words" && !slices.ContainsFunc(sent, func(s postgres.Sent) bool { return use.MatchString(s.SQL) }) {
			t.Errorf("schema grants gives the writing role %s on %s, which nothing needs", privilege, table)
		}
	}
}
