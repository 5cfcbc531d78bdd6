//go:build darwin || freebsd || linux

package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/internal/testdb"
)

// build builds the program once, as the Dockerfile does.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "guardian-binary-")
	if err != nil {
		return "", err
	}
	buildDir = dir
	path := filepath.Join(dir, "guardian")
	const cli = "github.com/clouddrift/guardian/internal/cli"
	cmd := exec.Command("go", "build", "-ldflags", "-s -w -X "+cli+".version=9.8.7 -X "+cli+".commit=abcdef", "-o", path, "github.com/clouddrift/guardian")
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", errors.New(string(text))
	}
	return path, nil
})

// program is the built program with an environment and a folder of its own.
func program(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "HTTP_ADDR=127.0.0.1:0"}, env...)
	return cmd
}

// runProgram runs the built program to its end.
func runProgram(t *testing.T, env []string, args ...string) result {
	t.Helper()
	cmd := program(t, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// startProgram starts the built program. Whatever it does, it ends with the test.
func startProgram(t testing.TB, env []string, args ...string) (cmd *exec.Cmd, out, errs *lines) {
	t.Helper()
	cmd, out, errs = program(t, env, args...), newLines(), newLines()
	cmd.Stdout, cmd.Stderr = out, errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // an error says that it has ended, as it should
	return cmd, out, errs
}

// signalled sends a signal and gives the exit status.
func signalled(t testing.TB, cmd *exec.Cmd, signal os.Signal) int {
	t.Helper()
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

func report(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(reportsDir + name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestProgramExitStatus(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	env := []string{"DATABASE_URL=" + db.URL}
	for status, args := range map[int][]string{
		0: {"drift", "list"},
		1: {"import", "nowhere.json"},
		2: {"import", "--fail-on", "never", "x.json"},
		3: {"import", "--fail-on", "warning", report(t, "02-single.plan.json")},
	} {
		if r := runProgram(t, env, args...); r.status != status {
			t.Errorf("%q: %+v, want status %d", args, r, status)
		}
	}
	r := runProgram(t, append(env, "QUERY_TIMEOUT=soon"), "drift", "list")
	checkRefused(t, r, 2, "QUERY_TIMEOUT: want a duration", `got "soon"`)
	if r := runProgram(t, nil, "version"); !strings.Contains(r.out, "guardian 9.8.7\ncommit   abcdef\n") {
		t.Errorf("got %+v", r)
	}
}

// A pipe that is longer than what is kept in memory goes through a file without a
// name; where no file can be made it is refused.
func TestProgramLongPipe(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	long := strings.Repeat(" ", 17<<20) + string(readReport(t, "02-single.plan.json"))
	dir := t.TempDir()
	for _, c := range []struct {
		dir, text string
		status    int
	}{{dir, `"created": 1`, 0}, {filepath.Join(dir, "missing"), "give it as a file instead", 1}} {
		cmd := program(t, []string{"DATABASE_URL=" + db.URL, "TMPDIR=" + c.dir}, "import", "-", "--scope", "s", "--output", "json")
		cmd.Stdin = strings.NewReader(long)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != c.status || !strings.Contains(string(out), c.text) {
			t.Errorf("got %v, %s", err, out)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Ctrl-C in the middle of a seeding says what it leaves.
func TestProgramInterruptedSeed(t *testing.T) {
	t.Parallel()
	db := testdb.New(t).Owner()
	pool, err := pgxpool.New(t.Context(), db.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	env := []string{"DATABASE_URL=" + db.URL}
	cmd, out, errs := startProgram(t, env, "seed", "--drifts", "200000") // fifty batches
	for written := false; !written; {
		if err := pool.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM drifts) FROM pg_sleep(0.01)").Scan(&written); err != nil {
			t.Fatal(err)
		}
	}
	status := signalled(t, cmd, os.Interrupt)
	last := strings.TrimSpace(errs.String()) // after what it says of its progress
	last = last[strings.LastIndex(last, "\n")+1:] + "\n"
	checkRefused(t, result{status, out.String(), last}, 130, "interrupted; the database may be half seeded, and the next seed clears that")
	if r := runProgram(t, env, "seed", "--drifts", "5"); r.status != 0 || r.err != "" {
		t.Errorf("the next seed: %+v", r)
	}
}

// What cannot be written was not done, whichever command it is.
func TestProgramFullDisk(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer full.Close()
	db := testdb.New(t).Owner() // for migrate
	for _, line := range []string{"help", "help settings", "version", "version --output json", "--version", "drift list", "drift list --output json",
		"migrate up", "user list", "schema doc --file -", "completion bash", "import --dry-run " + report(t, "02-single.plan.json")} {
		cmd := program(t, []string{"DATABASE_URL=" + db.URL}, strings.Fields(line)...)
		var errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &errs
		if err := cmd.Run(); err == nil {
			t.Errorf("%s: status 0", line)
			continue
		}
		checkRefused(t, result{cmd.ProcessState.ExitCode(), "", errs.String()}, 1, "no space left on device")
	}
}

// Ctrl-C in the middle of an import leaves nothing of it.
func TestProgramInterruptedImport(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	// The import gets as far as its first drift and waits there.
	gate := shut(t, db, "drifts")
	cmd, out, errs := startProgram(t, []string{"DATABASE_URL=" + db.URL}, "import", report(t, "02-single.plan.json"))
	gate.wait(t)
	status := signalled(t, cmd, os.Interrupt)
	checkRefused(t, result{status, out.String(), errs.String()}, 130, "interrupted")
	gate.open(t)
	var rows int
	if err := gate.pool.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM drifts) + (SELECT count(*) FROM scans) + (SELECT count(*) FROM audit_logs)").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows were left, %v", rows, err)
	}
}

// Ctrl-C in the middle of many files leaves those that are done, and says so.
func TestProgramInterruptedFolder(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	dir := t.TempDir()
	for _, unit := range []string{"a", "b"} {
		writeFile(t, filepath.Join(dir, unit, "tfplan.json"), readReport(t, "01-none.plan.json"))
	}
	writeFile(t, filepath.Join(dir, "c", "tfplan.json"), readReport(t, "02-single.plan.json"))
	gate := shut(t, db, "drifts") // for which c alone waits
	cmd, out, errs := startProgram(t, []string{"DATABASE_URL=" + db.URL}, "import", dir)
	gate.wait(t)
	out.wait(t.Context(), t, "b/tfplan.json")
	status := signalled(t, cmd, os.Interrupt)
	checkRefused(t, result{status, out.String(), errs.String()}, 130, "interrupted; 2 of 3 files are in and stay, nothing of the others; the same command takes in the rest")
	gate.open(t)
	var scans, drifts int
	if err := gate.pool.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM scans), (SELECT count(*) FROM drifts)").Scan(&scans, &drifts); err != nil || scans != 2 || drifts != 0 {
		t.Errorf("%d scans and %d drifts are left, %v", scans, drifts, err)
	}
}

// Eight processes that import the same scopes at once, and scopes of their own, make
// one row of each drift.
func TestProgramsAtOnce(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	const programs = 8
	var running sync.WaitGroup
	for i := range programs {
		dir := t.TempDir()
		at := []byte(fmt.Sprintf(`"timestamp":"2026-11-%02dT03:00:00Z"`, 10+i))
		for unit, name := range map[string]string{
			"app": "15-mixed.refresh.json", "db": "02-single.refresh.json", "many": "03-many.refresh.json", "zone": "08-modules.refresh.json",
			fmt.Sprint("own", i): "15-mixed.refresh.json",
		} {
			writeFile(t, filepath.Join(dir, unit, "tfplan.json"), timestamp.ReplaceAll(readReport(t, name), at))
		}
		running.Go(func() {
			if r := runProgram(t, []string{"DATABASE_URL=" + db.URL}, "import", dir); r.status != 0 {
				t.Errorf("program %d: %+v", i, r)
			}
		})
	}
	running.Wait()
	pool, err := pgxpool.New(t.Context(), db.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for what, query := range map[string]string{
		"scans": "SELECT count(*) - 40 FROM scans",
		"drifts that were not seen by all": `SELECT count(*) FROM (SELECT s.scope, o.drift_id FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id
			GROUP BY 1, 2 HAVING count(*) <> CASE WHEN s.scope LIKE 'own%' THEN 1 ELSE 8 END) x`,
		"places with several drifts": `SELECT count(*) FROM (SELECT s.scope, o.address FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id
			GROUP BY 1, 2 HAVING count(DISTINCT o.drift_id) > 1) x`,
		"deadlocks": "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
	} {
		var wrong int
		if err := pool.QueryRow(t.Context(), query).Scan(&wrong); err != nil || wrong != 0 {
			t.Errorf("%s: %d, %v", what, wrong, err)
		}
	}
}
