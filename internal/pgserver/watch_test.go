//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"
)

// A watched server that was killed or stopped comes back where it was.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	p := take(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan error, 1)
	go func() { watched <- p.Watch(ctx) }()
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGQUIT, syscall.SIGINT} { // the last takes postmaster.pid away
		r, ok := p.postmaster()
		if !ok {
			t.Fatal("no postmaster.pid")
		}
		if err := syscall.Kill(r.pid, signal); err != nil {
			t.Fatal(err)
		}
		for new, ok := p.postmaster(); !ok || !new.ready || new.pid == r.pid; new, ok = p.postmaster() {
			select {
			case err := <-watched:
				t.Fatalf("it gave up: %v", err)
			case <-time.After(10 * time.Millisecond):
			}
		}
		turn, err := p.takeTurn(ctx, startTimeout) // once whoever started it is done
		if err != nil {
			t.Fatal(err)
		}
		unlock(turn)
		mustQuery(t, p.URL(), "SELECT 'it is back'")
	}
	cancel()
	if err := <-watched; err != nil {
		t.Error(err)
	}
	giveBack(t, p)
	mustBeStopped(t, p)
}

// Where another program has the port by now, the watch ends with a word.
func TestWatchWithThePortTaken(t *testing.T) {
	t.Parallel()
	p := take(t, clusterDir(t))
	r, _ := p.postmaster()
	if err := syscall.Kill(r.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var l net.Listener
	for err := errPortTaken; err != nil; { // while processes of the server are left
		if err := pause(t.Context()); err != nil {
			t.Fatal(err)
		}
		l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", r.port))
	}
	defer l.Close()
	mustBeOneLine(t, p.Watch(t.Context()), p.dir, "another port", "start this command again")
}
