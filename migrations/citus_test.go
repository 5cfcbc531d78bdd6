package migrations_test

import (
	"io/fs"
	"strings"
	"testing"

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
	for _, why := range testdb.FunctionsRefusedByCitus(t, testdb.Open(t)) {
		t.Error(why)
	}
}
