//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	logLimit    = 8 << 20 // bytes; an older log is set aside as postgresql.log.1
	fastStop    = 20 * time.Second
	startRetry  = 5
	connections = 100
)

var errPortTaken = errors.New("the port was taken in between")

// running is what postmaster.pid tells of a server.
type running struct {
	pid, port int
	ready     bool
}

// postmaster reads postmaster.pid; it tells false where there is none or it is
// still being written. Lines: pid, directory, start time, port, socket directory,
// listen address, shared memory, status.
func (f files) postmaster() (running, bool) {
	raw, err := os.ReadFile(filepath.Join(f.cluster(), "postmaster.pid"))
	if err != nil {
		return running{}, false
	}
	lines := strings.Split(string(raw), "\n")
	if len(lines) < 4 {
		return running{}, false
	}
	pid, err1 := strconv.Atoi(strings.TrimSpace(lines[0]))
	port, err2 := strconv.Atoi(strings.TrimSpace(lines[3]))
	if err1 != nil || err2 != nil || pid <= 1 {
		return running{}, false
	}
	return running{pid: pid, port: port, ready: len(lines) > 7 && slices.Contains([]string{"ready", "standby"}, strings.TrimSpace(lines[7]))}, true
}

func (r running) alive() bool {
	err := syscall.Kill(r.pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// start runs the server until it takes connections: on the port that is preferred,
// or where that is 0 or taken on a free one. lock is server.lock, held: every process of the server inherits it, so that the kernel
// knows whether one of them lives, whatever postmaster.pid says.
func (f files) start(ctx context.Context, b binaries, a account, o Options, lock *os.File, port int) error {
	var err error
	for range startRetry {
		if port == 0 {
			if port, err = freePort(); err != nil {
				return err
			}
		}
		if err = f.startOn(ctx, b, a, o, lock, port); !errors.Is(err, errPortTaken) {
			return err
		}
		port = 0
	}
	return err
}

func (f files) startOn(ctx context.Context, b binaries, a account, o Options, lock *os.File, port int) error {
	log, err := f.openLog()
	if err != nil {
		return err
	}
	defer log.Close()
	before, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	cmd := exec.Command(b.program("postgres"), serverArgs(f.cluster(), port, o)...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", append(a.environment(), o.Environment...), a.process()
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{lock}
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() { // for as long as the server lives: it outlives this call
		_ = cmd.Wait()
		close(exited)
	}()
	for {
		if r, ok := f.postmaster(); ok && r.ready && r.pid == cmd.Process.Pid {
			return nil
		}
		select {
		case <-exited:
			return f.startFailure(before)
		default:
		}
		if err := pause(ctx); err != nil {
			_ = cmd.Process.Signal(syscall.SIGQUIT)
			<-exited
			return fmt.Errorf("starting the private PostgreSQL: %w (its log: %s)", err, f.log())
		}
	}
}

func serverArgs(cluster string, port int, o Options) []string {
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(port), "unix_socket_directories=",
		"password_encryption=scram-sha-256", "ssl=off",
		"timezone=UTC", "log_timezone=UTC", "lc_messages=C",
		"logging_collector=off", "log_destination=stderr",
		// No values in its log: no failing statements, no rows that broke a constraint.
		"log_min_error_statement=panic", "log_error_verbosity=terse",
	}
	if o.Throwaway {
		settings = append(settings, "unix_socket_directories="+socketDir(cluster), "fsync=off", "synchronous_commit=off", "full_page_writes=off",
			"synchronous_standby_names=nobody", // for whom a session waits that asks for a synchronous commit
			"max_connections="+strconv.Itoa(3*connections))
	} else {
		settings = append(settings, "fsync=on", "max_connections="+strconv.Itoa(connections))
	}
	args := []string{"-D", cluster}
	for _, s := range append(settings, o.Settings...) {
		args = append(args, "-c", s)
	}
	return args
}

// socketDir is where a throwaway server has its socket: in a folder that nobody else
// may enter. It is "" where its path is longer than a socket's may be.
func socketDir(cluster string) string {
	const longest = 103 // macOS; Linux has 107
	if len(filepath.Join(cluster, ".s.PGSQL.65535")) > longest {
		return ""
	}
	return cluster
}

func (f files) openLog() (*os.File, error) {
	if info, err := os.Stat(f.log()); err == nil && info.Size() > logLimit {
		if err := os.Rename(f.log(), f.log()+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(f.log(), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
}

// startFailure reads what the server wrote since it was started.
func (f files) startFailure(since int64) error {
	log, err := os.Open(f.log())
	if err != nil {
		return err
	}
	defer log.Close()
	raw, err := io.ReadAll(io.NewSectionReader(log, since, 1<<20))
	if err != nil {
		return err
	}
	if strings.Contains(string(raw), "could not bind") {
		return errPortTaken
	}
	return fmt.Errorf("the private PostgreSQL in %s does not start: %s (its log: %s)", f.dir, complaint(string(raw), "it says nothing"), f.log())
}

// stop ends the server and waits until the last of its processes is gone.
func (f files) stop(ctx context.Context, throwaway bool) error {
	r, ok := f.postmaster()
	if !ok || !r.alive() {
		return nil
	}
	signal, patience := syscall.SIGINT, time.Now().Add(fastStop) // fast: sessions are ended, everything is written
	if throwaway {
		signal = syscall.SIGQUIT // at once: nothing of it will be needed
	}
	if err := syscall.Kill(r.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stopping the private PostgreSQL (process %d): %w", r.pid, err)
	}
	for {
		if f.gone() {
			return nil
		}
		if time.Now().After(patience) {
			_ = syscall.Kill(r.pid, syscall.SIGQUIT) // recovered at the next start
			patience = patience.Add(fastStop)
		}
		if err := pause(ctx); err != nil {
			return fmt.Errorf("the private PostgreSQL (process %d) has not stopped yet: %w", r.pid, err)
		}
	}
}

// gone tells whether no process of the server is left.
func (f files) gone() bool {
	if r, ok := f.postmaster(); ok && r.alive() {
		return false
	}
	lock, err := tryLock(f.serverLock(), syscall.LOCK_EX)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist) // somebody removed the folder
	}
	unlock(lock)
	return true
}
