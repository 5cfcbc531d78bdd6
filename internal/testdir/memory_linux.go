package testdir

import "golang.org/x/sys/unix"

// memory is a folder that lies in memory.
const memory = "/dev/shm"

// hasRoom says whether a folder may be written and has so many bytes free.
func hasRoom(dir string, bytes uint64) bool {
	var s unix.Statfs_t
	return unix.Access(dir, unix.W_OK) == nil && unix.Statfs(dir, &s) == nil && s.Bavail*uint64(s.Bsize) >= bytes
}
