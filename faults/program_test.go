//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// buildDir holds the program that the tests build.
var buildDir string

// build builds the program once.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "guardian-faults-")
	if err != nil {
		return "", err
	}
	buildDir = dir
	path := filepath.Join(dir, "guardian")
	if text, err := exec.Command("go", "build", "-o", path, "github.com/clouddrift/guardian").CombinedOutput(); err != nil {
		return "", errors.New(string(text))
	}
	return path, nil
})

// program is Guardian as a process of its own, with an environment.
type program struct {
	t     *trial
	path  string
	env   []string
	input string // what it finds on its standard input
}

func newProgram(t *trial, env ...string) program {
	t.Helper()
	path, err := build()
	t.ok(err)
	return program{t: t, path: path, env: append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "HTTP_ADDR=127.0.0.1:0", "LOG_LEVEL=error"}, env...)}
}

// outcome is what a run gave; the status is -1 where it was killed.
type outcome struct {
	status   int
	out, err string
	took     time.Duration
}

func (p program) command(ctx context.Context, line string) (*exec.Cmd, *written, *written) {
	cmd := exec.CommandContext(ctx, p.path, strings.Fields(line)...)
	cmd.Env, cmd.Dir, cmd.Stdin = p.env, "/", strings.NewReader(p.input)
	out, errs := newWritten(), newWritten()
	cmd.Stdout, cmd.Stderr = out, errs
	return cmd, out, errs
}

// run runs a command to its end, or until it is killed after a while, which is 0 for never.
func (p program) run(line string, killed time.Duration) outcome {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 5*time.Minute)
	defer cancel()
	cmd, out, errs := p.command(ctx, line)
	begun := time.Now()
	p.t.ok(cmd.Start())
	if killed > 0 {
		kill := time.AfterFunc(killed, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
	}
	_ = cmd.Wait()
	return outcome{cmd.ProcessState.ExitCode(), out.String(), errs.String(), time.Since(begun)}
}

// must runs a command that has to do its work.
func (p program) must(line string) outcome {
	p.t.Helper()
	o := p.run(line, 0)
	if o.status != 0 {
		p.t.Fatalf("guardian %s: status %d: %s", line, o.status, o.err)
	}
	return o
}

var address = regexp.MustCompile(`http://[0-9.:]+`)

// serves starts serve or demo and waits until it serves; stop ends it in order, or kills it.
func (p program) serves(line string) (url string, process *exec.Cmd, took time.Duration) {
	p.t.Helper()
	begun := time.Now()
	cmd, out, errs := p.command(p.t.Context(), line) // as long as the trial goes on
	p.t.ok(cmd.Start())
	if !out.wait(p.t.Context(), "Guardian serves") {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		p.t.Fatalf("guardian %s does not serve: %s%s", line, out, errs)
	}
	return address.FindString(out.String()), cmd, time.Since(begun)
}

// stop ends what serves, in order.
func (p program) stop(cmd *exec.Cmd) {
	p.t.Helper()
	p.t.ok(cmd.Process.Signal(syscall.SIGTERM))
	if err := cmd.Wait(); err != nil {
		p.t.Errorf("stopped in order: %v: %s", err, cmd.Stderr)
	}
}

// written is what a process writes, for others to wait for.
type written struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func newWritten() *written { return &written{more: make(chan struct{}, 1)} }

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case w.more <- struct{}{}:
	default:
	}
	return w.text.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// wait waits for a word, until ctx ends or for a minute.
func (w *written) wait(ctx context.Context, word string) bool {
	for patience := time.After(time.Minute); ; {
		if strings.Contains(w.String(), word) {
			return true
		}
		select {
		case <-w.more:
		case <-patience:
			return false
		case <-ctx.Done():
			return false
		}
	}
}
