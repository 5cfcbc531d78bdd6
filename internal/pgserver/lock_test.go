//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdir"
)

func TestSomebodyElseIsBusy(t *testing.T) {
	t.Parallel()
	dir := testdir.New(t)
	lock, err := folder(t, dir).tryLock(startLockName, syscall.LOCK_EX)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock(lock)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = Start(ctx, Options{DataDir: dir, Throwaway: true})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), lock.Name()) {
		t.Errorf("got %v, want a timeout that names the lock", err)
	}
}
