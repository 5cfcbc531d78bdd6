//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	logLimit    = 8 << 20 // bytes; an older log is set aside as postgresql.log.1
	startRetry  = 5
	fullStart   = 5 * time.Second // for a start on a full disk, which mostly never ends
	connections = 100
)

var errPortTaken = errors.New("the port was taken in between")

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
	for begun := time.Now(); ; {
		if r, ok := f.postmaster(); ok && r.ready && r.pid == cmd.Process.Pid {
			return nil
		}
		select {
		case <-exited:
			return f.startFailure(log, before)
		default:
		}
		err := pause(ctx)
		if err == nil && time.Since(begun) > fullStart && f.diskFull() {
			err = errors.New("it is not ready") // it could not write that it is
		}
		if err != nil {
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
	if info, err := f.root.Lstat(logName); err == nil && info.Size() > logLimit {
		if err := f.root.Rename(logName, logName+".1"); err != nil {
			return nil, err
		}
	}
	return f.open(logName, os.O_RDWR|os.O_CREATE|os.O_APPEND)
}

// written is what the server wrote since it was started.
func written(log *os.File, since int64) (string, error) {
	raw, err := io.ReadAll(io.NewSectionReader(log, since, 1<<20))
	return string(raw), err
}

func (f files) startFailure(log *os.File, since int64) error {
	text, err := written(log, since)
	if err != nil {
		return err
	}
	if strings.Contains(text, "could not bind") {
		return errPortTaken
	}
	return fmt.Errorf("the private PostgreSQL in %s does not start: %s (its log: %s)", f.dir, complaint(text, "it says nothing"), f.log())
}
