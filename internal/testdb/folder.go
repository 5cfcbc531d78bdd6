package testdb

import "os"

// roomInMemory is what must be free in memory for a cluster to lie there: a few
// hundred megabytes are used, and a machine's other work shall not miss them.
const roomInMemory = 4 << 30

// folders are where clusters may lie, the one for a new one first. In memory a test's
// database is made and dropped in a third of the time.
func folders() []string {
	if hasRoom(memory, roomInMemory) {
		return []string{memory, os.TempDir()}
	}
	return []string{os.TempDir()}
}
