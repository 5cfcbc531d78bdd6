//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// leastRoom is how many bytes a server needs at the least to start and to let somebody in.
const leastRoom = 1 << 20

// withDisk says beside a failure that the disk is full where it is: what the server says
// may be that it could not write some file.
func (f files) withDisk(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || !f.diskFull() {
		return err
	}
	return fmt.Errorf("%w: the disk of %s is full, make room there", err, f.dir)
}

// diskFull tells whether there is no room left for those who are not root.
func (f files) diskFull() bool {
	var s unix.Statfs_t
	return unix.Statfs(f.dir, &s) == nil && int64(s.Bavail)*int64(s.Bsize) < leastRoom
}
