//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// errLocked: somebody else holds the lock.
var errLocked = errors.New("locked")

// tryLock takes a lock on a file of the folder, which is made where it is missing. how is
// syscall.LOCK_SH or LOCK_EX. It fails with errLocked where it would have to wait.
// The kernel drops the lock when the last process that holds the file open dies.
func (f files) tryLock(name string, how int) (*os.File, error) {
	file, err := f.open(name, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
		if err == nil {
			return file, nil
		}
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	_ = file.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errLocked
	}
	return nil, fmt.Errorf("locking %s: %w", f.path(name), err)
}

// unlock gives a lock back at once. Closing alone would not do: a process that
// is just being forked holds a copy of the file for a moment.
func unlock(f *os.File) {
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	_ = f.Close()
}

// lockWithin waits for a lock of one's own until the context ends.
func (f files) lockWithin(ctx context.Context, name string) (*os.File, error) {
	for {
		file, err := f.tryLock(name, syscall.LOCK_EX)
		if !errors.Is(err, errLocked) {
			return file, err
		}
		if err := pause(ctx); err != nil {
			return nil, err
		}
	}
}

// pause is a short rest between two looks at something that another process does.
func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Millisecond):
		return nil
	}
}
