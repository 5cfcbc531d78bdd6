package repositories_test

import (
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
)

// A writing role with the rights that schema grants gives it can do all that the
// repositories do, and nothing that they never do.
func TestWritingRole(t *testing.T) {
	t.Parallel()
	database := testdb.New(t)
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
	l, as := ledgerOn(t, owner), testdb.With(t, postgres.Config{URL: asApp})
	l.Store = repositories.New(as, time.Minute)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("what a writing role may do follows from the method changedBy of each entity, in models; without it rows are only written")
		}
	})
	everything(t, l)
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
