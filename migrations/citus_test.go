package migrations_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// Citus takes each statement of a file, as it is run, and what the functions do when all are there.
func TestMigrationsOnCitus(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(migrations.Files, "sql/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range migrations.Statements(string(file)) {
			if why := testdb.RefusedByCitus(s); why != "" && !strings.HasPrefix(why, "ALTER FUNCTION") { // which run writes out
				t.Errorf("%s: %s\n%s", name, why, s)
			}
		}
	}
	for _, why := range testdb.FunctionsRefusedByCitus(t, testdb.OpenOwner(t)) {
		t.Error(why)
	}
}

// Whoever migrates has Citus hand on that he may write what triggers keep.
func TestKeepingOnCitus(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
	var sent []string
	db.Hear(func(s postgres.Sent) {
		sent = append(sent, s.SQL)
		if why := testdb.RefusedByCitus(s.SQL); why != "" && !strings.HasPrefix(why, "a lock") { // which all take through the coordinator
			t.Errorf("%s\n%s", why, s.SQL)
		}
	})
	up(t, db, migrations.Options{To: migrations.IDs()[0]})
	db.Hear(nil)
	if told := slices.Index(sent, migrations.Keeping[0]); told < 0 || told > slices.Index(sent, migrations.Keeping[1]) {
		t.Errorf("Citus does not hand it on: %q", sent)
	}
}
