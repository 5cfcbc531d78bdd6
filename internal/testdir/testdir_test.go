package testdir

import (
	"os"
	"testing"
)

func TestParents(t *testing.T) {
	t.Parallel()
	list := Parents()
	if last := list[len(list)-1]; last != os.TempDir() {
		t.Errorf("the last resort is %s", last)
	}
	if hasRoom("/nowhere", 1) || hasRoom(t.TempDir(), 1<<62) {
		t.Error("there is room where there is none")
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	var dir string
	t.Run("a test", func(t *testing.T) {
		dir = New(t)
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("%s: %v, %v", dir, info, err)
		}
	})
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
}
