//go:build darwin || freebsd || linux

package pgserver

import (
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/clouddrift/guardian/internal/testdir"
)

func asRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root has to give the server to another user")
	}
}

func TestFolderOutOfReach(t *testing.T) {
	t.Parallel()
	asRoot(t)
	closed := filepath.Join(testdir.New(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{DataDir: filepath.Join(closed, "a", "b")})
	mustBeOneLine(t, err, "cannot enter "+closed+":", "DATA_DIR", "/var/lib/clouddrift-guardian")
	if left := entries(t, closed); len(left) > 0 {
		t.Errorf("made all the same: %v", left)
	}
}

func TestDataDirIsAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(testdir.New(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{DataDir: file})
	mustBeOneLine(t, err, file, "DATA_DIR")
	_, err = Start(t.Context(), Options{DataDir: filepath.Join(file, "below")})
	mustBeOneLine(t, err, file, "DATA_DIR")
	_, err = Start(t.Context(), Options{})
	mustBeOneLine(t, err, "DATA_DIR")
}

func TestDataDirIsReadOnly(t *testing.T) {
	t.Parallel()
	asRoot(t)
	nobody, err := accountOf(user.Lookup("nobody"))
	if err != nil {
		t.Fatal(err)
	}
	dir := testdir.New(t) // root's, and nobody may look
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
	home := testdir.New(t)
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
