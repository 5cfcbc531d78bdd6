//go:build darwin || freebsd

package pgserver

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// isOurs says whether a process is the server that this program started in the folder:
// it is the account's and was started with the arguments that this program gives.
func (f files) isOurs(pid int) (bool, error) {
	args, err := f.argumentsOf(pid)
	ours := strings.Join(serverArgs(f.cluster(), 0, Options{})[:4], " ")
	return strings.Contains(args, "postgres "+ours+" "), err
}

// isServer says whether a process may be a PostgreSQL at work in the folder, whoever
// started it: it is the account's and has that name.
func (f files) isServer(pid int) (bool, error) {
	args, err := f.argumentsOf(pid)
	program, _, _ := strings.Cut(args, " ")
	program = filepath.Base(program)
	return program == "postgres" || program == "postmaster", err
}

// argumentsOf are the arguments of a process of the account's, "" where it is another
// user's or there is none.
func (f files) argumentsOf(pid int) (string, error) {
	out, err := exec.Command("/bin/ps", "-ww", "-o", "uid=", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(out) == 0 {
		return "", nil // it has ended
	}
	if err != nil {
		return "", err
	}
	uid, args, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if uid != strconv.FormatUint(uint64(f.server.uid), 10) {
		return "", nil
	}
	return strings.TrimSpace(args), nil
}
