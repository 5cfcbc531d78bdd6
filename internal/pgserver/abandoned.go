//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"os"
	"syscall"
)

// RemoveAbandoned stops the server of a throwaway data directory whose users were
// all killed, and deletes the folder. It tells false, and touches nothing, where
// somebody still uses the server. For tests that clear up after earlier ones:
// what the folder holds is lost.
func RemoveAbandoned(ctx context.Context, dataDir string) (bool, error) {
	p := &Share{files: files{dataDir}}
	turn, err := tryLock(p.startLock(), syscall.LOCK_EX)
	if err == nil {
		defer unlock(turn)
		var last *os.File
		if last, err = tryLock(p.usersLock(), syscall.LOCK_EX); err == nil {
			defer unlock(last)
		}
	}
	if errors.Is(err, errLocked) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := p.stop(ctx, true); err != nil {
		return false, err
	}
	return true, os.RemoveAll(dataDir)
}
