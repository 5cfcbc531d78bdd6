//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// RemoveAbandoned stops the server of a throwaway data directory whose users were
// all killed, and deletes the folder. It tells false, and touches nothing, where
// somebody still uses the server. For tests that clear up after earlier ones:
// what the folder holds is lost.
func RemoveAbandoned(ctx context.Context, dataDir string) (bool, error) {
	a, err := serverAccount(filepath.Join(dataDir, clusterName))
	if err != nil {
		return false, err
	}
	f, err := openFiles(dataDir, a)
	if err != nil {
		return false, err
	}
	defer f.root.Close()
	if info, err := f.root.Stat("."); err != nil || int(info.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return false, errors.Join(err, fmt.Errorf("%s is another user's", dataDir))
	}
	turn, err := f.tryLock(startLockName, syscall.LOCK_EX)
	if err == nil {
		defer unlock(turn)
		var last *os.File
		if last, err = f.tryLock(usersLockName, syscall.LOCK_EX); err == nil {
			defer unlock(last)
		}
	}
	if errors.Is(err, errLocked) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := f.stop(ctx, true); err != nil {
		return false, err
	}
	if !f.gone() {
		return false, nil // an initdb is at work, whose caller was killed
	}
	if r, ok := f.postmaster(); ok {
		if byHand, err := f.isServer(r.pid); byHand || err != nil {
			return false, err
		}
	}
	return true, os.RemoveAll(dataDir)
}
