package pgserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// isOurs says whether a process is of the server that this program started in the
// folder: it is the account's and holds server.lock open, which only such a process inherits.
func (f files) isOurs(pid int) (bool, error) {
	name, err := f.nameOf(pid)
	if err != nil || name == "" {
		return false, err
	}
	lock, err := f.root.Lstat(serverLockName)
	if err != nil {
		return false, err
	}
	open := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(open)
	if err != nil {
		return false, ended(err)
	}
	for _, e := range entries {
		if info, err := os.Stat(open + "/" + e.Name()); err == nil && os.SameFile(info, lock) {
			return true, nil
		}
	}
	return false, nil
}

// isServer says whether a process is a PostgreSQL at work in the folder, whoever started
// it: it is the account's, and it works in the cluster.
func (f files) isServer(pid int) (bool, error) {
	name, err := f.nameOf(pid)
	if err != nil || name != "postgres" && name != "postmaster" {
		return false, err
	}
	cluster, err := f.root.Lstat(clusterName)
	if err != nil {
		return false, err
	}
	worksIn, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false, ended(err)
	}
	return os.SameFile(worksIn, cluster), nil
}

// nameOf is the name of a process of the account's, "" where it is another user's or there is none.
func (f files) nameOf(pid int) (string, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "", ended(err)
	}
	var name, uid string
	for line := range strings.Lines(string(raw)) {
		switch key, value, _ := strings.Cut(line, ":"); key {
		case "Name":
			name = strings.TrimSpace(value)
		case "Uid": // the real one, and three more
			uid, _, _ = strings.Cut(strings.TrimSpace(value), "\t")
		}
	}
	if uid != strconv.FormatUint(uint64(f.server.uid), 10) {
		return "", nil
	}
	return name, nil
}

// ended is nil where a process cannot be looked at since it has ended.
func ended(err error) error {
	if !errors.Is(err, fs.ErrNotExist) && !strings.Contains(err.Error(), "no such process") {
		return err
	}
	_, err = os.Stat("/proc/self/status") // no /proc, no answer
	return err
}
