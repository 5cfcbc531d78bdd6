package postgres

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"
)

// nowhere finds no PostgreSQL, and its download is refused.
var nowhere = search{repository: "http://127.0.0.1:1"}

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

func TestNoPostgresAtAll(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	_, err := startPrivate(t.Context(), PrivateOptions{DataDir: dir}, nowhere)
	if !errors.Is(err, ErrNoPostgres) {
		t.Fatalf("got %v, want ErrNoPostgres", err)
	}
	mustBeOneLine(t, err, "install PostgreSQL 14", "DATABASE_URL", "docker compose up", "127.0.0.1:1 cannot be reached")
	for _, name := range entries(t, dir) {
		if !strings.HasSuffix(name, ".lock") {
			t.Errorf("%s is left behind", name)
		}
	}
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
	dir := openDir(t)
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
	dir := openDir(t)
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

func TestSearchOrder(t *testing.T) {
	t.Parallel()
	root := openDir(t)
	fake := func(name, version string) string {
		dir := filepath.Join(root, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
		for _, program := range []string{"postgres", "initdb"} {
			if err := os.WriteFile(filepath.Join(dir, program), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	old, nine, sixteen, twenty := fake("v13/bin", "13.21"), fake("v9/bin", "9.6.24"), fake("v16/bin", "16.9 (Debian 16.9-1)"), fake("v20/bin", "20devel")
	links := filepath.Join(root, "links")
	if err := os.Mkdir(links, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(sixteen, "postgres"), filepath.Join(links, "postgres")); err != nil {
		t.Fatal(err)
	}
	a, err := serverAccount(filepath.Join(root, "none"))
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{filepath.Join(root, "v*/bin")}
	for _, c := range []struct {
		name   string
		search search
		want   int
		found  string
		others int
	}{
		{"newest first", search{folders: folders}, 0, twenty, 0},
		{"PATH before newer", search{path: links, folders: folders}, 0, sixteen, 0},
		{"too old a PATH", search{path: old, folders: folders}, 0, twenty, 1},
		{"the wanted one", search{path: twenty, folders: folders}, 16, sixteen, 1},
		{"too old even if wanted", search{folders: folders}, 13, "", 4},
		{"only old ones", search{path: old + ":" + nine}, 0, "", 2},
		{"nothing", search{path: "/nonexistent:", folders: []string{"/nonexistent/*"}}, 0, "", 0},
	} {
		found, others := c.search.find(t.Context(), a, c.want)
		if found.dir != c.found || len(others) != c.others {
			t.Errorf("%s: found %v beside %s", c.name, found, list(others))
		}
	}
}

// The download is served here: an archive laid out as the real ones, whose
// programs call the installed ones.
func TestDownload(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	a, err := serverAccount(filepath.Join(dir, "none"))
	if err != nil {
		t.Fatal(err)
	}
	installed, _ := defaultSearch().find(t.Context(), a, 0)
	archive := programArchive(t, installed)
	sum := sha256.Sum256(archive)
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, ".jar"):
			paths = append(paths, r.URL.Path)
			_, _ = w.Write(archive)
		case strings.HasSuffix(r.URL.Path, ".sha256"):
			_, _ = w.Write([]byte(hex.EncodeToString(sum[:])))
		}
	}))
	defer server.Close()
	for range 2 { // the second time needs no download
		p, err := startPrivate(context.Background(), PrivateOptions{DataDir: dir}, search{repository: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		mustQuery(t, p.URL(), "SELECT 'x'")
		giveBack(t, p)
	}
	if len(paths) != 1 || !strings.Contains(paths[0], "/18.") {
		t.Errorf("downloads: %v", paths)
	}
	for _, name := range entries(t, dir) {
		if strings.HasPrefix(name, "download-") {
			t.Errorf("%s is left behind", name)
		}
	}
	if !slices.Contains(entries(t, dir), "binaries-v18") {
		t.Errorf("no binaries-v18 among %v", entries(t, dir))
	}
}

func programArchive(t *testing.T, b binaries) []byte {
	t.Helper()
	tree := t.TempDir()
	if err := os.Mkdir(filepath.Join(tree, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb", "pg_ctl"} {
		script := "#!/bin/sh\nexec " + b.program(name) + " \"$@\"\n"
		if err := os.WriteFile(filepath.Join(tree, "bin", name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	packed, err := exec.Command("tar", "-C", tree, "-cJf", "-", "bin").Output()
	if err != nil {
		t.Skip("the archive is made with tar and xz: ", err)
	}
	var jar bytes.Buffer
	z := zip.NewWriter(&jar)
	w, err := z.Create("postgres.txz")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(packed)
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return jar.Bytes()
}
