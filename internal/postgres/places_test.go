//go:build darwin || freebsd || linux

package postgres

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
)

func mustBeOneLine(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("several lines: %q", err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
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
			dir := openDir(t)
			f := files{dir}
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
			_, err := StartPrivate(t.Context(), PrivateOptions{DataDir: dir})
			mustBeOneLine(t, err, append(parts, f.cluster())...)
			if after := snapshot(t, f.cluster()); after != before {
				t.Errorf("touched:\n%s\nwas:\n%s", after, before)
			}
		})
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

func asRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root has to give the server to another user")
	}
}

func TestFolderOutOfReach(t *testing.T) {
	t.Parallel()
	asRoot(t)
	closed := filepath.Join(openDir(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := StartPrivate(t.Context(), PrivateOptions{DataDir: filepath.Join(closed, "a", "b")})
	mustBeOneLine(t, err, "cannot enter "+closed+":", "DATA_DIR", "/var/lib/clouddrift-guardian")
	if left := entries(t, closed); len(left) > 0 {
		t.Errorf("made all the same: %v", left)
	}
}

func TestDataDirIsAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(openDir(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := StartPrivate(t.Context(), PrivateOptions{DataDir: file})
	mustBeOneLine(t, err, file, "DATA_DIR")
	_, err = StartPrivate(t.Context(), PrivateOptions{DataDir: filepath.Join(file, "below")})
	mustBeOneLine(t, err, file, "DATA_DIR")
	_, err = StartPrivate(t.Context(), PrivateOptions{})
	mustBeOneLine(t, err, "DATA_DIR")
}

func TestDataDirIsReadOnly(t *testing.T) {
	t.Parallel()
	asRoot(t)
	nobody, err := accountOf(user.Lookup("nobody"))
	if err != nil {
		t.Fatal(err)
	}
	dir := openDir(t) // root's, and nobody may look
	for _, name := range []string{dir, filepath.Join(dir, "data")} {
		his := startSecondProcess(t, name, &syscall.Credential{Uid: nobody.uid, Gid: nobody.gid})
		line, _ := his.out.ReadString('\n')
		if !strings.HasPrefix(line, "failed: DATA_DIR "+name+" cannot be used: ") || !strings.Contains(line, "permission denied") {
			t.Errorf("got %q", line)
		}
	}
}

// An ordinary user runs the server as himself, and root later runs it as him too.
func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	asRoot(t)
	nobody, err := accountOf(user.Lookup("nobody"))
	if err != nil {
		t.Fatal(err)
	}
	home := openDir(t)
	if err := os.Chown(home, int(nobody.uid), int(nobody.gid)); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "data")
	his := startSecondProcess(t, dir, &syscall.Credential{Uid: nobody.uid, Gid: nobody.gid})
	url := his.url(t)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("his folder: %v, %v", info.Mode(), err)
	}
	if p := take(t, dir); p.URL() != url {
		t.Errorf("%s and %s: two servers", p.URL(), url)
	} else {
		giveBack(t, p)
	}
	mustQuery(t, url, "SELECT 'he still has it'")
	his.finish(t)
	p := take(t, dir)
	if owner, found, err := ownerOf(p.cluster()); err != nil || !found || owner.uid != nobody.uid {
		t.Errorf("the cluster belongs to %s (%v)", owner.name, err)
	}
	mustQuery(t, p.URL(), "SELECT 'root has it too'")
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
	_, err = StartPrivate(t.Context(), PrivateOptions{DataDir: dir, Throwaway: true})
	mustBeOneLine(t, err, "does not take the password in "+p.password())
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("shows the password: %v", err)
	}
	if err := os.Remove(p.password()); err != nil {
		t.Fatal(err)
	}
	giveBack(t, p)
	_, err = StartPrivate(t.Context(), PrivateOptions{DataDir: dir, Throwaway: true})
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
	p, err := StartPrivate(t.Context(), PrivateOptions{DataDir: dir, Throwaway: true, Log: log})
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
