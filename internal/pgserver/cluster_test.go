//go:build darwin || freebsd || linux

package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"github.com/clouddrift/guardian/internal/testdir"
)

func TestInterruptedCreation(t *testing.T) {
	t.Parallel()
	dir := testdir.New(t)
	for _, left := range []string{"pg.new/base/1", "initdb.password"} { // of a process that was killed
		path := filepath.Join(dir, left)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { // Ctrl-C in the middle of initdb
		defer cancel()
		for ctx.Err() == nil {
			if _, err := os.Stat(filepath.Join(dir, "pg.new", "postgresql.conf")); err == nil {
				return
			}
			_ = pause(ctx)
		}
	}()
	if _, err := Start(ctx, Options{DataDir: dir, Throwaway: true}); !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	for _, name := range []string{"pg", "pg.new", "password", "initdb.password"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there: %v", name, err)
		}
	}
	// A killed process leaves its initdb at work.
	killed := startSecondProcess(t, dir, nil)
	for {
		if _, err := os.Stat(filepath.Join(dir, "pg.new", "postgresql.conf")); err == nil {
			break
		}
		if err := pause(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	killed.kill(t)
	mustQuery(t, take(t, dir).URL(), "SELECT 'it works the next time'")
}

func TestDataOfAnotherVersionIsLeftAlone(t *testing.T) {
	t.Parallel()
	for content, parts := range map[string][]string{
		"12\n":       {"PostgreSQL 12, which is not installed", "found: ", "pg_upgrade", "DATABASE_URL"},
		"9.6\n":      {"PostgreSQL 9, which is not installed"},
		"nonsense\n": {"holds no version number", "move"},
		"":           {"is no PostgreSQL data directory", "move it away"},
	} {
		t.Run(strings.TrimSpace(content), func(t *testing.T) {
			t.Parallel()
			dir := testdir.New(t)
			f := files{dir: dir}
			if err := os.Mkdir(f.cluster(), 0o700); err != nil {
				t.Fatal(err)
			}
			write := map[string]string{"base": "precious", "postmaster.opts": "old", "PG_VERSION": content}
			if content == "" {
				delete(write, "PG_VERSION")
			}
			for name, text := range write {
				if err := os.WriteFile(filepath.Join(f.cluster(), name), []byte(text), 0o640); err != nil {
					t.Fatal(err)
				}
			}
			before := snapshot(t, f.cluster())
			_, err := Start(t.Context(), Options{DataDir: dir})
			mustBeOneLine(t, err, append(parts, f.cluster())...)
			if after := snapshot(t, f.cluster()); after != before {
				t.Errorf("touched:\n%s\nwas:\n%s", after, before)
			}
		})
	}
}

func TestPasswordFileMissingOrWrong(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	p := take(t, dir)
	right, err := os.ReadFile(p.password())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.password(), []byte("hunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), Options{DataDir: dir, Throwaway: true})
	mustBeOneLine(t, err, "does not take the password in "+p.password())
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("shows the password: %v", err)
	}
	if err := os.Remove(p.password()); err != nil {
		t.Fatal(err)
	}
	giveBack(t, p)
	_, err = Start(t.Context(), Options{DataDir: dir, Throwaway: true})
	mustBeOneLine(t, err, "password", "missing", p.password())
	mustBeStopped(t, p)
	if err := os.WriteFile(p.password(), right, 0o600); err != nil {
		t.Fatal(err)
	}
	mustQuery(t, take(t, dir).URL(), "SELECT 'it works again'")
}

// The server's log and ours name neither the password nor a value of a row.
func TestNothingSecretIsWritten(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	log, hook := logtest.NewNullLogger()
	log.SetLevel(logrus.TraceLevel)
	p, err := Start(t.Context(), Options{DataDir: dir, Throwaway: true, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer giveBack(t, p)
	password, err := os.ReadFile(p.password())
	if err != nil {
		t.Fatal(err)
	}
	mustQuery(t, p.URL(), "CREATE TABLE t (n int NOT NULL, v text UNIQUE)")
	for _, bad := range []string{"INSERT INTO t VALUES (1, 'hunter2'), (2, 'hunter2')", "INSERT INTO t VALUES (NULL, 'hunter2')"} {
		if _, err := query(t, p.URL(), bad); err == nil {
			t.Fatal("accepted: ", bad)
		}
	}
	written, err := os.ReadFile(p.log())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(written, []byte("violates")) {
		t.Error("the failures are not in the server's log: this test shows nothing")
	}
	for _, entry := range hook.AllEntries() {
		line, _ := entry.String()
		written = append(written, line...)
	}
	r, _ := p.postmaster()
	arguments, _ := exec.Command("ps", "-ww", "-o", "args=", "-p", fmt.Sprint(r.pid)).Output()
	written = append(written, arguments...)
	for _, secret := range []string{strings.TrimSpace(string(password)), "hunter2"} {
		if bytes.Contains(written, []byte(secret)) {
			t.Errorf("%q is written somewhere:\n%s", secret, written)
		}
	}
}

// snapshot is all there is to know of a folder: names, modes, owners, times, bytes.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		st := info.Sys().(*syscall.Stat_t)
		fmt.Fprintln(&all, path, info.Mode(), st.Uid, st.Gid, info.ModTime().UnixNano())
		if d.Type().IsRegular() {
			raw, err := os.ReadFile(path)
			fmt.Fprintf(&all, "%q\n", raw)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
