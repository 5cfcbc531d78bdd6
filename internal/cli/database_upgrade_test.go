//go:build darwin || freebsd || linux

package cli_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestProgramDatabaseUpgrade(t *testing.T) {
	t.Parallel()
	programs := testdb.Programs(t)
	majors := slices.Sorted(maps.Keys(programs))
	if len(majors) < 2 {
		t.Skip("one version of PostgreSQL is installed: go run ./versions brings several")
	}
	from, to := majors[0], majors[len(majors)-1]
	data := dataDir(t)
	env := []string{"DATA_DIR=" + data, "LOG_LEVEL=warning"}
	old := append([]string{"PATH=" + programs[from] + ":" + os.Getenv("PATH")}, env...)
	if r := runProgram(t, old, "import", report(t, "02-single.plan.json"), "--scope", "web-shop"); r.status != 0 {
		t.Fatalf("import: %+v", r)
	}
	r := runProgram(t, env, "database", "upgrade")
	kept := filepath.Join(data, "pg-"+strconv.Itoa(from))
	if r.status != 0 || !strings.Contains(r.out, "rows over from PostgreSQL "+strconv.Itoa(from)+" to "+strconv.Itoa(to)+"\nthe old cluster is kept in "+kept) {
		t.Fatalf("database upgrade: %+v", r)
	}
	version, err := os.ReadFile(filepath.Join(data, "pg", "PG_VERSION"))
	if err != nil || strings.TrimSpace(string(version)) != strconv.Itoa(to) {
		t.Errorf("afterwards it is of %q, %v", version, err)
	}
	checkRefused(t, runProgram(t, env, "database", "upgrade", "--to", strconv.Itoa(to)), 1, "nothing is to be brought over")
	if r := runProgram(t, env, "schema", "verify"); r.status != 0 || r.err != "" {
		t.Errorf("schema verify: %+v", r)
	}
	r = runProgram(t, env, "drift", "list", "--output", "json")
	if list := readJSON[models.List[models.DriftResponse]](t, r.out); list.Total != 1 || r.err != "" {
		t.Errorf("afterwards: %+v", r)
	}
	noServer(t, filepath.Dir(data))
}

func TestDatabaseUpgradeRefuses(t *testing.T) {
	t.Parallel()
	checkRefused(t, runProgram(t, []string{"DATA_DIR=" + dataDir(t)}, "database", "upgrade"), 2, "DATA_DIR: want a folder with a private PostgreSQL")
	checkRefused(t, runProgram(t, []string{"DATABASE_URL=postgres://db.example.com/guardian"}, "database", "upgrade"), 2,
		"database upgrade: want the private PostgreSQL, and DATABASE_URL names another")
	checkRefused(t, runProgram(t, nil, "database", "upgrade", "--to", "9"), 2, "a whole number from 14 to 99")
}
