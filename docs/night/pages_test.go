//go:build darwin || freebsd || linux

// Package night_test runs the commands of the pages in this folder.
package night_test

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// programDir holds the program that the tests build.
var programDir string

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "guardian-night-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	programDir = dir
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", filepath.Join(dir, "guardian"), "github.com/clouddrift/guardian")
	if text, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", text, err)
		return 1
	}
	return testdb.Run(m)
}

// freeAddress is where the page's server listens.
var freeAddress = func() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "127.0.0.1:8080"
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}()

// block is what a page tells to run, and what it says comes of it, "" for nothing said.
var block = regexp.MustCompile("(?s)```sh\n(.*?)```\n(?:\n```text\n(.*?)```\n)?")

// runPage runs the commands of a page one after the other in one shell, whose environment
// has these variables besides those of the database, and holds what they print to what the
// page shows. The page's db.example.com is the server of the tests, its port 8080 a free one.
func runPage(t *testing.T, name, database string, env ...string) {
	t.Helper()
	for _, tool := range []string{"psql", "pg_dump", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("not installed: ", tool)
		}
	}
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	server, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	here := strings.NewReplacer("db.example.com", server.Host, "verify-full", "disable", "127.0.0.1:8080", freeAddress)
	blocks := block.FindAllStringSubmatch(string(page), -1)
	if len(blocks) == 0 {
		t.Fatalf("%s has no command", name)
	}
	const between = "=== the next block ==="
	script := "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
	for _, b := range blocks {
		script += here.Replace(b[1]) + "echo '" + between + "'\n"
	}
	out, err := shell(t, t.TempDir(), script, append(env, "ADMIN_URL="+database)...)
	printed := strings.Split(out, between+"\n")
	if err != nil {
		at := blocks[min(len(printed), len(blocks))-1][1]
		t.Fatalf("%s: %v in\n%s\n%s", name, err, at, printed[len(printed)-1])
	}
	for i, b := range blocks {
		if b[2] != "" && printed[i] != b[2] {
			t.Errorf("%s:\n%sprints\n%sand the page says\n%s", name, b[1], printed[i], b[2])
		}
	}
}

// shell runs a script in a folder, with the program on the PATH before everything else.
func shell(t *testing.T, dir, script string, env ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + programDir + ":" + os.Getenv("PATH"), "HOME=" + dir, "LOG_FORMAT=text", "PGCONNECT_TIMEOUT=10", "TMPDIR=" + t.TempDir()}, env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
