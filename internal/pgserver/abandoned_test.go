//go:build darwin || freebsd || linux

package pgserver

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestRemoveAbandoned(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	user := startSecondProcess(t, dir, nil)
	url := user.url(t)
	if removed, err := RemoveAbandoned(t.Context(), dir); err != nil || removed {
		t.Fatalf("while in use: %v, %v", removed, err)
	}
	mustQuery(t, url, "SELECT 'untouched'")
	user.kill(t)
	a, err := serverAccount(filepath.Join(dir, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	stayed, err := openFiles(dir, a)
	if err != nil {
		t.Fatal(err)
	}
	defer stayed.root.Close()
	if err := stayed.stop(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	atWork, err := stayed.tryLock(serverLockName, syscall.LOCK_EX) // as initdb holds it
	if err != nil {
		t.Fatal(err)
	}
	if removed, err := RemoveAbandoned(t.Context(), dir); err != nil || removed {
		t.Fatalf("while an initdb is at work: %v, %v", removed, err)
	}
	unlock(atWork)
	if removed, err := RemoveAbandoned(t.Context(), dir); err != nil || !removed {
		t.Fatalf("once abandoned: %v, %v", removed, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := query(t, url, "SELECT 'x'"); err == nil {
		t.Error("the server is still there")
	}
}
