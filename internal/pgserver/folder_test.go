//go:build darwin || freebsd || linux

package pgserver

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdir"
)

// What somebody has planted in the folder is not followed, and what it leads to stays as it is.
func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, how string }{
		{startLockName, "link"}, {usersLockName, "link"}, {serverLockName, "link"}, {logName, "link"},
		{passwordName, "link"}, {clusterName, "link"}, {clusterName + "/PG_VERSION", "link"},
		{startLockName, "pipe"}, {logName, "pipe"},
	}
	if os.Geteuid() == 0 {
		cases = append(cases, []struct{ name, how string }{{logName, "second name"}, {serverLockName, "second name"}}...)
	}
	for _, c := range cases {
		t.Run(c.how+" "+strings.ReplaceAll(c.name, "/", " "), func(t *testing.T) {
			t.Parallel()
			dir, outside := clusterDir(t), testdir.New(t)
			path, target := filepath.Join(dir, c.name), filepath.Join(outside, "target")
			if err := os.WriteFile(target, []byte("another's"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			var err error
			switch {
			case c.how == "pipe":
				err = syscall.Mkfifo(path, 0o600)
			case c.how == "second name":
				err = os.Link(target, path)
			case c.name == clusterName:
				err = os.Symlink(outside, path)
			default:
				err = os.Symlink(target, path)
			}
			if err != nil {
				t.Fatal(err)
			}
			before := snapshot(t, outside)
			begun := time.Now()
			_, err = Start(t.Context(), Options{DataDir: dir, Throwaway: true})
			mustBeOneLine(t, err, path)
			if took := time.Since(begun); took > 30*time.Second {
				t.Errorf("it took %v", took)
			}
			if after := snapshot(t, outside); after != before {
				t.Errorf("touched:\n%s\nwas:\n%s", after, before)
			}
		})
	}
}

// A link that leads nowhere is not made a file at its end.
func TestNothingIsMadeAtTheEndOfALink(t *testing.T) {
	t.Parallel()
	for _, name := range []string{startLockName, usersLockName, serverLockName, logName} {
		dir, outside := clusterDir(t), testdir.New(t)
		path := filepath.Join(dir, name)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(outside, "made"), path); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), Options{DataDir: dir, Throwaway: true})
		mustBeOneLine(t, err, path, "is a link")
		if made := entries(t, outside); len(made) > 0 {
			t.Errorf("%s: made %v", name, made)
		}
	}
}

// What an initdb that was cut short left, or somebody planted for the next one, is swept
// away and not followed, and the new cluster's files are not given through it.
func TestLinksInTheWayOfANewCluster(t *testing.T) {
	t.Parallel()
	dir, outside := testdir.New(t), testdir.New(t)
	if err := os.WriteFile(filepath.Join(outside, "file"), []byte("another's"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pg.new", "initdb.password"} {
		if err := os.Symlink(outside, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	before := snapshot(t, outside)
	p := take(t, dir)
	mustQuery(t, p.URL(), "SELECT 'made all the same'")
	if after := snapshot(t, outside); after != before {
		t.Errorf("touched:\n%s\nwas:\n%s", after, before)
	}
}

func TestWhoseFolder(t *testing.T) {
	t.Parallel()
	asRoot(t)
	dir := testdir.New(t)
	for _, c := range []struct {
		name     string
		mode     os.FileMode
		uid, gid int
		want     string
	}{
		{"root's", 0o755, 0, 0, ""},
		{"of the owner's own group", 0o775, 0, 0, ""},
		{"of a group", 0o775, 0, 50, "chmod go-w"},
		{"everybody's", 0o777, 0, 0, "chmod go-w"},
		{"everybody's, sticky", 0o777 | os.ModeSticky, 0, 0, "chmod go-w"},
		{"a stranger's", 0o700, 4711, 4711, "belongs to user 4711"},
	} {
		data := filepath.Join(dir, c.name)
		if err := os.Mkdir(data, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chown(data, c.uid, c.gid); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(data, c.mode); err != nil {
			t.Fatal(err)
		}
		a, err := serverAccount(filepath.Join(data, clusterName))
		if err != nil {
			t.Fatal(err)
		}
		f, err := openFiles(data, a)
		if c.want != "" {
			mustBeOneLine(t, err, c.want)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_ = f.root.Close()
	}
	open := filepath.Join(dir, "everybody's", "below")
	if err := os.Mkdir(open, 0o711); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{DataDir: open})
	mustBeOneLine(t, err, "DATA_DIR "+open, "chmod o-w "+filepath.Dir(open))
}

// What root makes in the folder of the server's user that user can use later.
func TestRootLeavesTheOwnersFilesToHim(t *testing.T) {
	t.Parallel()
	asRoot(t)
	dir := clusterDir(t)
	owner, _, err := ownerOf(filepath.Join(dir, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".", passwordName} {
		if err := os.Chown(filepath.Join(dir, name), int(owner.uid), int(owner.gid)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{startLockName, usersLockName, serverLockName, logName} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	giveBack(t, take(t, dir))
	his := startSecondProcess(t, dir, &syscall.Credential{Uid: owner.uid, Gid: owner.gid})
	mustQuery(t, his.url(t), "SELECT 'he has it, too'")
	his.finish(t)
}
