package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// Every filter of a table is a flag of its command, with its words for the shell, and
// goes by the parameter's name, too.
func TestListFlagsComeFromTheTables(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	checkFilters(t, db, "drift", models.DriftFilters())
	checkFilters(t, db, "alert", models.AlertFilters())
	checkFilters(t, db, "user", models.UserFilters())
}

func checkFilters[F any](t *testing.T, db testdb.Database, of string, filters []models.Filter[F]) {
	t.Helper()
	help := ok(t, of, "list", "--help")
	for _, f := range filters {
		if !strings.Contains(help, "--"+f.Flag()+" ") {
			t.Errorf("%s list --help lacks --%s:\n%s", of, f.Flag(), help)
		}
		for _, word := range f.Words {
			if offered := complete(t, of, "list", "--"+f.Flag()+"="); !strings.Contains(offered, word) {
				t.Errorf("%s list --%s offers %q, not %s", of, f.Flag(), offered, word)
			}
		}
		if !f.Kind.Once() {
			for _, flag := range []string{"--" + f.Flag(), "--" + f.Name} {
				ok(t, on(db, of, "list", flag+"=all")...)
			}
		}
		if f.Kind != models.FilterTexts {
			refused(t, 2, []string{"--" + f.Flag() + ":"}, on(db, of, "list", "--"+f.Name+"=?")...)
		}
	}
}

func TestUserListIsFiltered(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "admin")
	addUser(t, db, "eve@example.com", "engineer")
	ok(t, on(db, "user", "deactivate", "eve@example.com")...)
	for flag, want := range map[string]string{"--active": "ann@", "--active=false": "eve@", "--role=admin": "ann@", "--role=engineer,viewer": "eve@"} {
		list := okJSON[models.List[models.UserResponse]](t, on(db, "user", "list", flag)...)
		if len(list.Items) != 1 || !strings.HasPrefix(list.Items[0].Email, want) {
			t.Errorf("%s: got %+v, want %s alone", flag, list.Items, want)
		}
	}
}
