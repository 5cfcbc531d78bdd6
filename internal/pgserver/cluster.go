//go:build darwin || freebsd || linux

package pgserver

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

const superuser, databaseName = "guardian", "guardian"

// clusterMajor is the version of the cluster that is there, 0 where there is none.
func (f files) clusterMajor() (int, error) {
	info, err := f.root.Lstat(clusterName)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err == nil && !info.IsDir() {
		return 0, fmt.Errorf("%s is no folder: move it away, or set DATA_DIR to another folder", f.cluster())
	}
	if err != nil {
		return 0, err
	}
	raw, err := f.read(clusterName + "/PG_VERSION")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("%s is no PostgreSQL data directory (it has no PG_VERSION): move it away, or set DATA_DIR to another folder", f.cluster())
	}
	if err != nil {
		return 0, err
	}
	text, _, _ := strings.Cut(strings.TrimSpace(string(raw)), ".") // 9.6 and older had a point
	major, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%s holds no version number: move %s away, or set DATA_DIR to another folder", filepath.Join(f.cluster(), "PG_VERSION"), f.cluster())
	}
	return major, nil
}

// url is how to connect to the server on a port. Whoever else answers there learns no
// password: SCRAM shows none, and the server must show that it knows it as well.
func (f files) url(port int) (string, error) {
	password, err := f.read(passwordName)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("the password of the private PostgreSQL is missing: put %s back, or move %s away", f.password(), f.cluster())
	}
	if err != nil {
		return "", err
	}
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, strings.TrimSpace(string(password))),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		Path:     "/" + databaseName,
		RawQuery: "sslmode=disable&require_auth=scram-sha-256",
	}
	return u.String(), nil
}

// create makes a cluster with a new random password. It works on a sibling and
// renames it at the end: what an interruption leaves is swept away the next time.
// lock is server.lock, held: initdb inherits it, so that nobody sweeps while an
// initdb whose caller was killed is still at work.
func (f files) create(ctx context.Context, b binaries, a account, throwaway bool, lock *os.File) error {
	const fresh, pwfile = clusterName + ".new", "initdb.password" // for the server's user, who cannot read ours
	password := rand.Text()
	defer func() { _ = f.root.Remove(pwfile) }()
	if err := f.writePrivate(pwfile, password, a.own); err != nil {
		return err
	}
	var err error
	for _, locale := range locales() {
		if err = f.initdb(ctx, b, a, fresh, pwfile, locale, throwaway, lock); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		_ = f.root.RemoveAll(fresh)
		return err
	}
	if err := f.writePrivate(passwordName, password, f.give); err != nil {
		return err
	}
	if err := f.root.Rename(fresh, clusterName); err != nil {
		return err
	}
	return f.sync()
}

// locales are the ways to ask for UTF-8 sorted by code point, best first. macOS
// long had no C.UTF-8, and very old Linux systems have none either.
func locales() [][]string {
	if runtime.GOOS == "darwin" {
		return [][]string{{"--locale=C", "--lc-ctype=UTF-8"}, {"--locale=C"}}
	}
	return [][]string{{"--locale=C.UTF-8"}, {"--locale=C"}}
}

func (f files) initdb(ctx context.Context, b binaries, a account, name, pwfile string, locale []string, throwaway bool, lock *os.File) error {
	if err := f.root.RemoveAll(name); err != nil {
		return err
	}
	if err := f.makeFolder(name); err != nil {
		return err
	}
	args := append([]string{"-D", f.path(name), "-U", superuser, "--pwfile=" + f.path(pwfile),
		"--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"}, locale...)
	if throwaway {
		args = append(args, "--no-sync", "--auth-local=trust")
	}
	cmd := exec.CommandContext(ctx, b.program("initdb"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", a.environment(), a.process()
	cmd.ExtraFiles = []*os.File{lock}
	cmd.Cancel = func() error { // with its children, unless it has ended and its number may be another's
		if err := cmd.Process.Signal(syscall.Signal(0)); err != nil {
			return err
		}
		return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %s", b.program("initdb"), complaint(out.String(), err.Error()))
	}
	return nil
}

// complaint is the line of a program's output that says what went wrong.
func complaint(output, otherwise string) string {
	last := otherwise
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if _, text, ok := strings.Cut(line, "FATAL:"); ok {
			return strings.TrimSpace(text)
		}
		if _, text, ok := strings.Cut(line, "error:"); ok {
			return strings.TrimSpace(text)
		}
		if line != "" {
			last = line
		}
	}
	return last
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("no free port on 127.0.0.1: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
