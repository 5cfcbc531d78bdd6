// Package testdir says where tests put folders of many or large files: in memory, where
// there is room.
package testdir

import (
	"os"
	"testing"
)

// roomInMemory is what must be free in memory for tests to use it: a few hundred
// megabytes are used, and a machine's other work shall not miss them.
const roomInMemory = 4 << 30

// Parents are the folders that tests make theirs in, the one for a new one first. In
// memory a database is made and dropped in a third of the time; and a disk may take
// long to make a thousand files where a thousand have just been deleted.
func Parents() []string {
	if hasRoom(memory, roomInMemory) {
		return []string{memory, os.TempDir()}
	}
	return []string{os.TempDir()}
}

// Prefix begins the name of each folder that New makes. Whoever finds one that is older
// than a test may be may take it away.
const Prefix = "guardian-test-"

// New makes a folder that every user can enter, unlike testing's own, and deletes it
// after the test. Whether a program in it can be run depends on the machine.
func New(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(Parents()[0], Prefix)
	if err != nil {
		t.Fatal("testdir: ", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal("testdir: ", err)
	}
	return dir
}
