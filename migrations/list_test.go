package migrations_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// Neither the session's timeouts nor gorm's reading of ? and @name touch a migration.
func TestScriptsRunAsTheyStand(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL, QueryTimeout: time.Minute})
	step := [2]string{"001_odd", `
		CREATE TABLE odd AS SELECT '?'::text AS question, 'a@name and @other'::text AS names,
			current_setting('statement_timeout') AS timeout, current_schema()::text AS place;
		COMMENT ON TABLE odd IS 'several statements; one call'`}
	up(t, db, migrations.WithList(migrations.Options{Schema: "elsewhere"}, step))
	if got := one(t, db, "SELECT odd::text FROM elsewhere.odd"); got != `(?,"a@name and @other",0,elsewhere)` {
		t.Errorf("got %s", got)
	}
	if got := one(t, db, "SELECT current_setting('statement_timeout') || ' ' || current_schema()"); got != "1min public" {
		t.Errorf("the session afterwards has %s", got)
	}
}

// Each migration has the number that follows the one before it.
func TestNumbersFollow(t *testing.T) {
	t.Parallel()
	for i, id := range migrations.IDs() {
		if want := fmt.Sprintf("%03d_", i+1); !strings.HasPrefix(id, want) {
			t.Errorf("migrations/sql/%s: its number is not %s, the one that is next; where another branch has landed the same number, rename the two files of the one that has not landed", id, strings.TrimSuffix(want, "_"))
			break
		}
	}
}

// No name in the SQL is qualified but those of PostgreSQL itself, so that one schema a tenant works.
func TestNamesAreUnqualified(t *testing.T) {
	t.Parallel()
	qualified := regexp.MustCompile(`(?i)\bpublic\.|\b(ON|TABLE|INTO|UPDATE|FROM|JOIN|REFERENCES|FUNCTION) "?\w+"?\.`)
	other := regexp.MustCompile(`(?m)^--.*$|^COMMENT ON .*$|\bDISTINCT FROM OLD\.`) // a column's comment names its table, and OLD is no schema
	names, err := fs.Glob(migrations.Files, "sql/*.sql")
	if err != nil || len(names) != 2*len(migrations.IDs()) {
		t.Fatalf("%d files for %d migrations, %v", len(names), len(migrations.IDs()), err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := qualified.Find(other.ReplaceAll(text, nil)); found != nil {
			t.Errorf("%s: %s", name, found)
		}
	}
}
