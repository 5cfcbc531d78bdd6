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

// files are the places within a data directory.
type files struct{ dir string }

func (f files) cluster() string    { return filepath.Join(f.dir, "pg") }
func (f files) password() string   { return filepath.Join(f.dir, "password") }
func (f files) log() string        { return filepath.Join(f.dir, "postgresql.log") }
func (f files) startLock() string  { return filepath.Join(f.dir, "start.lock") }  // held while the server is started or stopped
func (f files) usersLock() string  { return filepath.Join(f.dir, "users.lock") }  // shared by everybody who uses the server
func (f files) serverLock() string { return filepath.Join(f.dir, "server.lock") } // held by the server's own processes

// clusterMajor is the version of the cluster that is there, 0 where there is none.
func (f files) clusterMajor() (int, error) {
	if _, err := os.Stat(f.cluster()); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	path := filepath.Join(f.cluster(), "PG_VERSION")
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("%s is no PostgreSQL data directory (it has no PG_VERSION): move it away, or set DATA_DIR to another folder", f.cluster())
	}
	if err != nil {
		return 0, err
	}
	text, _, _ := strings.Cut(strings.TrimSpace(string(raw)), ".") // 9.6 and older had a point
	major, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("%s holds no version number: move %s away, or set DATA_DIR to another folder", path, f.cluster())
	}
	return major, nil
}

// url is how to connect to the server on a port.
func (f files) url(port int) (string, error) {
	password, err := os.ReadFile(f.password())
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
		RawQuery: "sslmode=disable",
	}
	return u.String(), nil
}

// create makes a cluster with a new random password. It works on a sibling and
// renames it at the end: what an interruption leaves is swept away the next time.
// lock is server.lock, held: initdb inherits it, so that nobody sweeps while an
// initdb whose caller was killed is still at work.
func (f files) create(ctx context.Context, b binaries, a account, throwaway bool, lock *os.File) error {
	fresh := f.cluster() + ".new"
	password := rand.Text()
	pwfile := filepath.Join(f.dir, "initdb.password") // for the server's user, who cannot read ours
	defer os.Remove(pwfile)
	if err := writePrivate(pwfile, password); err != nil {
		return err
	}
	if err := a.own(pwfile); err != nil {
		return err
	}
	var err error
	for _, locale := range locales() {
		if err = f.initdb(ctx, b, a, fresh, pwfile, locale, throwaway, lock); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		_ = os.RemoveAll(fresh)
		return err
	}
	if err := writePrivate(f.password(), password); err != nil {
		return err
	}
	if err := os.Rename(fresh, f.cluster()); err != nil {
		return err
	}
	return syncDir(f.dir)
}

// locales are the ways to ask for UTF-8 sorted by code point, best first. macOS
// long had no C.UTF-8, and very old Linux systems have none either.
func locales() [][]string {
	if runtime.GOOS == "darwin" {
		return [][]string{{"--locale=C", "--lc-ctype=UTF-8"}, {"--locale=C"}}
	}
	return [][]string{{"--locale=C.UTF-8"}, {"--locale=C"}}
}

func (f files) initdb(ctx context.Context, b binaries, a account, dir, pwfile string, locale []string, throwaway bool, lock *os.File) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if err := a.own(dir); err != nil {
		return err
	}
	args := append([]string{"-D", dir, "-U", superuser, "--pwfile=" + pwfile,
		"--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"}, locale...)
	if throwaway {
		args = append(args, "--no-sync", "--auth-local=trust")
	}
	cmd := exec.CommandContext(ctx, b.program("initdb"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", a.environment(), a.process()
	cmd.ExtraFiles = []*os.File{lock}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // its children too
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

// writePrivate puts a file there whole or not at all, for its owner's eyes only.
func writePrivate(path, content string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".") // mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.WriteString(content + "\n")
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("no free port on 127.0.0.1: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
