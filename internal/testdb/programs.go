package testdb

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
)

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// Programs gives the folders of PostgreSQL's programs that are on the PATH, as `go run
// ./versions` puts them there, or where Debian has them, by their major versions.
func Programs(t testing.TB) map[int]string {
	t.Helper()
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]string{}
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), installed...) {
		program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
		if err != nil {
			continue
		}
		major, ok := majorOf(program)
		if _, known := found[major]; ok && !known {
			found[major] = filepath.Dir(program)
		}
	}
	return found
}

// majorOf asks a program of PostgreSQL, by its name or its path, for its major version.
func majorOf(program string) (int, bool) {
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return 0, false
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return 0, false
	}
	major, err := strconv.Atoi(string(m[1]))
	return major, err == nil
}

// DumpOf is the major version of the pg_dump on the PATH, 0 where there is none. It refuses a
// server that is newer than itself.
func DumpOf() int {
	major, _ := majorOf("pg_dump")
	return major
}

// NeedsDump skips a test where the pg_dump on the PATH takes no dump of a server: there is none, or it is older.
func NeedsDump(t testing.TB, db *postgres.DB) {
	t.Helper()
	var server int
	if err := db.Pool.QueryRow(t.Context(), "SELECT current_setting('server_version_num')::int / 10000").Scan(&server); err != nil {
		t.Fatal("testdb: ", err)
	}
	if dumps := DumpOf(); dumps < server {
		t.Skipf("pg_dump is of PostgreSQL %d, and takes no dump of %d", dumps, server)
	}
}
