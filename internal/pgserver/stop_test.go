//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// byHand runs a server as a person would, who knows nothing of server.lock, with a setting
// that the settings of this program do not have.
func byHand(t *testing.T, f files, settings ...string) *exec.Cmd {
	t.Helper()
	b, _ := defaultSearch().find(t.Context(), f.server, 0)
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	args := serverArgs(f.cluster(), port, Options{})
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	cmd := exec.Command(b.program("postgres"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", f.server.environment(), f.server.process()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGQUIT)
		<-ended
	})
	for {
		if r, ok := f.postmaster(); ok && r.ready && r.pid == cmd.Process.Pid {
			return cmd
		}
		select {
		case <-ended:
			t.Fatal("it does not start: ", args)
		default:
		}
		if err := pause(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A server that was started by hand is used, and goes on.
func TestStartedByHand(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	f := folder(t, dir)
	cmd := byHand(t, f)
	p := take(t, dir)
	mustQuery(t, p.URL(), "SELECT 'the one by hand'")
	giveBack(t, p)
	mustLive(t, cmd, "given back")
	if removed, err := RemoveAbandoned(t.Context(), dir); err != nil || removed {
		t.Errorf("cleared away under it: %v, %v", removed, err)
	}
	mustLive(t, cmd, "clearing away")

	right, err := os.ReadFile(f.password())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(f.password(), []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), Options{DataDir: dir, Throwaway: true})
	mustBeOneLine(t, err, "stop it first", "was started by hand", "does not take the password in "+f.password())
	mustLive(t, cmd, "after a person was told to stop it")
	if err := os.WriteFile(f.password(), right, 0o600); err != nil {
		t.Fatal(err)
	}
}

// One that does not listen there keeps its postmaster.pid, without which it would end itself.
func TestStartedByHandWithoutAPort(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	f := folder(t, dir)
	cmd := byHand(t, f, "listen_addresses=", "unix_socket_directories="+f.cluster())
	_, err := Start(t.Context(), Options{DataDir: dir, Throwaway: true})
	mustBeOneLine(t, err, "stop it first", "was started by hand")
	mustLive(t, cmd, "a server that cannot be asked")
	if _, err := os.Stat(filepath.Join(f.cluster(), "postmaster.pid")); err != nil {
		t.Error(err)
	}
}

// Of a server whose first process was killed nothing is signalled, and nobody waits.
func TestStopWithoutAPostmaster(t *testing.T) {
	t.Parallel()
	p := take(t, clusterDir(t))
	r, _ := p.postmaster()
	if err := syscall.Kill(r.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := p.stop(ctx, true); err != nil {
		t.Error(err)
	}
}
