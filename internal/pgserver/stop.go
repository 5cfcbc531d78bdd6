//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"time"
)

const fastStop = 20 * time.Second

// stop ends the server that this program started and waits until the last of its
// processes is gone. A server that somebody started by hand holds no server.lock and goes on.
func (f files) stop(ctx context.Context, throwaway bool) error {
	if f.gone() {
		return nil
	}
	r, ok := f.postmaster()
	if !ok || !r.alive() {
		return nil
	}
	signal, patience := syscall.SIGINT, time.Now().Add(fastStop) // fast: sessions are ended, everything is written
	if throwaway {
		signal = syscall.SIGQUIT // at once: nothing of it will be needed
	}
	sent, err := f.signal(r.pid, signal)
	if err != nil {
		return fmt.Errorf("the private PostgreSQL in %s runs on: process %d may be it or not (%w): if it is, end it by kill -INT %d", f.dir, r.pid, err, r.pid)
	}
	if !sent {
		return nil // its number is another's: what is left of the server ends by itself
	}
	for {
		if f.gone() {
			return nil
		}
		if time.Now().After(patience) {
			_, _ = f.signal(r.pid, syscall.SIGQUIT) // recovered at the next start
			patience = patience.Add(fastStop)
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the private PostgreSQL (process %d) has not stopped yet: %w", r.pid, err)
		}
	}
}

// gone tells whether no process is left of the server that this program started.
func (f files) gone() bool {
	lock, err := f.tryLock(serverLockName, syscall.LOCK_EX)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist) // somebody removed the folder
	}
	unlock(lock)
	return true
}
