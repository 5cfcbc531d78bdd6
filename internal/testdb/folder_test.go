package testdb

import (
	"os"
	"testing"
)

func TestFolders(t *testing.T) {
	t.Parallel()
	list := folders()
	if last := list[len(list)-1]; last != os.TempDir() {
		t.Errorf("the last resort is %s", last)
	}
	if hasRoom("/nowhere", 1) || hasRoom(t.TempDir(), 1<<62) {
		t.Error("there is room where there is none")
	}
}
