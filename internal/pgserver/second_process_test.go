//go:build darwin || freebsd || linux

package pgserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/clouddrift/guardian/internal/testdir"
)

// secondProcessVariable is the variable that makes the test binary another user of the
// private server in the directory that it names.
const secondProcessVariable = "GUARDIAN_TEST_SECOND_PROCESS"

// runSecondProcess takes a share, tells its URL or the error on standard output,
// and gives the share back when standard input ends.
func runSecondProcess() int {
	p, err := Start(context.Background(), Options{DataDir: os.Getenv(secondProcessVariable), Throwaway: true})
	if err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	fmt.Println(p.URL())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := p.Close(context.Background()); err != nil {
		fmt.Println("failed:", err)
		return 1
	}
	return 0
}

// secondProcess is one such process.
type secondProcess struct {
	cmd   *exec.Cmd
	stdin io.Closer
	out   *bufio.Reader
}

func startSecondProcess(t *testing.T, dir string, as *syscall.Credential) *secondProcess {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if as != nil { // that user cannot enter the folder that holds the test binary
		program = copyOf(t, program)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), secondProcessVariable+"="+dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	stdin, err1 := cmd.StdinPipe()
	stdout, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &secondProcess{cmd: cmd, stdin: stdin, out: bufio.NewReader(stdout)}
	t.Cleanup(func() { // where the test failed half-way
		_ = s.stdin.Close()
		_ = s.cmd.Wait()
	})
	return s
}

func copyOf(t *testing.T, program string) string {
	t.Helper()
	raw, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(openDir(t), "program")
	if err := writeProgram(path, raw); err != nil {
		t.Fatal(err)
	}
	return path
}

// url waits for the process to have its share.
func (s *secondProcess) url(t *testing.T) string {
	t.Helper()
	line, err := s.out.ReadString('\n')
	if err != nil || strings.HasPrefix(line, "failed") {
		t.Fatalf("the other process: %s%v", line, err)
	}
	return strings.TrimSpace(line)
}

// finish lets the process give its share back and end.
func (s *secondProcess) finish(t *testing.T) {
	t.Helper()
	_ = s.stdin.Close()
	rest, _ := io.ReadAll(s.out)
	if err := s.cmd.Wait(); err != nil {
		t.Fatalf("the other process: %v: %s", err, rest)
	}
}

func (s *secondProcess) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
}

// writeProgram writes what is run later. No process may be begun meanwhile: it would have
// the file open for writing as well, for a moment, and what is open so cannot be run.
func writeProgram(path string, content []byte) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return os.WriteFile(path, content, 0o755)
}

// openDir is a folder for programs that every user can enter, unlike t.TempDir.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "guardian-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

var (
	madeDir     string
	madeCluster = sync.OnceValue(func() error {
		var err error
		if madeDir, err = os.MkdirTemp(testdir.Parents()[0], testdir.Prefix); err != nil {
			return err
		}
		if err := os.Chmod(madeDir, 0o711); err != nil {
			return err
		}
		p, err := Start(context.Background(), Options{DataDir: madeDir, Throwaway: true})
		if err != nil {
			return err
		}
		return p.Close(context.Background())
	})
)

// clusterDir is a data directory with a cluster in it: a copy, since initdb takes
// most of the time of a start.
func clusterDir(t *testing.T) string {
	t.Helper()
	if err := madeCluster(); err != nil {
		t.Fatal(err)
	}
	dir := testdir.New(t)
	if out, err := exec.Command("cp", "-Rp", madeDir+"/.", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// removeMadeCluster clears up after clusterDir, once all tests are done.
func removeMadeCluster() {
	if madeDir != "" {
		_ = os.RemoveAll(madeDir)
	}
}
