//go:build darwin || freebsd || linux

package pgserver

import (
	"errors"
	"io/fs"
	"os"
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
