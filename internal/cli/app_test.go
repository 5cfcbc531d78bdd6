//go:build darwin || freebsd || linux

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestProgramReadsDotenv(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	cmd := program(t, nil, "user", "list")
	if err := os.WriteFile(filepath.Join(cmd.Dir, ".env"), []byte("DATABASE_URL='"+db.URL+"'\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := cmd.Output(); err != nil || string(out) != "No users.\n" {
		t.Errorf("got %q, %v", out, err)
	}
}

// Whatever the program does and however much it logs, the database's password is
// not shown.
func TestProgramShowsNoPassword(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	secret := strings.Split(strings.Split(db.URL, "@")[0], ":")[2]
	env := []string{"DATABASE_URL=" + db.URL, "LOG_LEVEL=trace"}
	wrong := []string{"DATABASE_URL=" + strings.Replace(db.URL, ":"+secret, ":"+secret+"wrong", 1), "LOG_LEVEL=trace"}
	for _, args := range [][]string{
		{"import", report(t, "02-single.plan.json")}, {"drift", "list"}, {"migrate", "up"}, {"migrate", "status"}, {"help", "settings"},
	} {
		for _, e := range [][]string{env, wrong} {
			if r := runProgram(t, e, args...); strings.Contains(r.out+r.err, secret) {
				t.Errorf("%q shows the password: %+v", args, r)
			}
		}
	}
	checkRefused(t, runProgram(t, wrong, "drift", "list"), 1, "password authentication failed")
}
