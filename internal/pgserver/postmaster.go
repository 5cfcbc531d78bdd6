//go:build darwin || freebsd || linux

package pgserver

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// running is what postmaster.pid tells of a server. It may be a server that was killed,
// whose number another program has by now.
type running struct {
	pid, port int // a port of 0 is not known, or not yet
	ready     bool
}

// postmaster reads postmaster.pid; it tells false where there is none that names a
// process. Lines: pid, directory, start time, port, socket directory,
// listen address, shared memory, status.
func (f files) postmaster() (running, bool) {
	raw, err := f.read(postmasterName)
	if err != nil {
		return running{}, false
	}
	lines := strings.Split(string(raw), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	pid = max(pid, -pid) // a server of one session, which somebody runs by hand, has a minus
	if err != nil || pid <= 1 {
		return running{}, false
	}
	r := running{pid: pid}
	if len(lines) > 3 {
		r.port, _ = strconv.Atoi(strings.TrimSpace(lines[3]))
	}
	r.ready = len(lines) > 7 && slices.Contains([]string{"ready", "standby"}, strings.TrimSpace(lines[7]))
	return r, true
}

// alive says whether there is a process of that number, whosever it is.
func (r running) alive() bool {
	err := syscall.Kill(r.pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// signal sends a signal to the server that this program started in the folder. It tells
// false, and sends nothing, where the process is another; it fails where that cannot be told.
func (f files) signal(pid int, s syscall.Signal) (bool, error) {
	process, err := os.FindProcess(pid) // on Linux a handle: no later process of that number
	if err != nil {
		return false, err
	}
	defer func() { _ = process.Release() }()
	if ours, err := f.isOurs(pid); err != nil || !ours {
		return false, err
	}
	err = process.Signal(s)
	if errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) {
		return false, nil
	}
	return err == nil, err
}
