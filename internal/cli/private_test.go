//go:build darwin || freebsd || linux

package cli_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdir"
	"github.com/clouddrift/guardian/models"
)

// While serve runs on the private PostgreSQL the other commands work beside it,
// and the last one out stops it.
func TestProgramPrivatePostgres(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	dir := filepath.Dir(data)
	env := []string{"DATA_DIR=" + data, "LOG_LEVEL=warning"}

	serve, out, errs := startProgram(t, env, "serve")
	url := address.FindString(out.wait(t.Context(), t, "Guardian serves"))
	if r := runProgram(t, env, "import", report(t, "02-single.plan.json"), "--scope", "web-shop"); r.status != 0 || r.err != "" {
		t.Fatalf("import: %+v", r)
	}
	if n := total(t, url+"/debug/drifts?format=json&scope=web-shop"); n != 1 {
		t.Errorf("%d drifts", n)
	}
	if code := signalled(t, serve, syscall.SIGTERM); code != 0 || errs.String() != "" {
		t.Errorf("serve: status %d, %s", code, errs)
	}
	noServer(t, dir)

	r := runProgram(t, env, "drift", "list", "--output", "json")
	if list := readJSON[models.List[models.DriftResponse]](t, r.out); list.Total != 1 || r.err != "" {
		t.Errorf("afterwards: %+v", r)
	}
	checkRefused(t, runProgram(t, env, "migrate", "down", "--all"), 1, "--force")
	checkRefused(t, runProgram(t, env, "migrate", "down", "--force"), 0, "applies this again")
	if r := runProgram(t, env, "drift", "list"); r.status != 0 || r.err != "" {
		t.Errorf("after migrate down: %+v", r)
	}

	// Nobody reads the result: the server stops all the same.
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	defer writer.Close()
	unread := program(t, env, "drift", "list")
	unread.Stdout = writer
	if err := unread.Run(); err == nil || unread.ProcessState.ExitCode() != 1 {
		t.Errorf("with nobody reading: %v", err)
	}
	noServer(t, dir)
}

func noServer(t *testing.T, dir string) {
	t.Helper()
	if left, err := filepath.Glob(filepath.Join(dir, "data", "*", "postmaster.pid")); err != nil || len(left) > 0 {
		t.Errorf("the server still runs: %v, %v", left, err)
	}
}

func TestProgramCannotUseDataDir(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below"), "/proc/guardian"} {
		for _, line := range []string{"drift list", "serve", "migrate up"} {
			r := runProgram(t, []string{"DATA_DIR=" + dir}, strings.Fields(line)...)
			checkRefused(t, r, 2, "DATA_DIR: want a folder to make or to write to", strconv.Quote(dir))
		}
	}
}

// serve outlives its server: what is asked for afterwards is answered.
func TestProgramPrivatePostgresDies(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	serve, out, _ := startProgram(t, []string{"DATA_DIR=" + data, "LOG_LEVEL=panic"}, "serve")
	url := address.FindString(out.wait(t.Context(), t, "Guardian serves"))
	raw, err := os.ReadFile(filepath.Join(data, "pg", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for died := false; ; {
		status, _ := get(t, url+"/readyz")
		if died = died || status != 200; died && status == 200 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := total(t, url+"/debug/drifts?format=json"); n != 0 {
		t.Errorf("%d drifts", n)
	}
	if code := signalled(t, serve, syscall.SIGTERM); code != 0 {
		t.Errorf("serve: status %d", code)
	}
	noServer(t, filepath.Dir(data))
}

// dataDir is a data directory to be: not in t.TempDir, where another user than root
// cannot get in.
func dataDir(t *testing.T) string { return filepath.Join(testdir.New(t), "data") }
