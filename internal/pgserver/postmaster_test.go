//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stranger is a process of the server's user that has nothing to do with the server.
func stranger(t *testing.T, uid uint32) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sleep", "600")
	cmd.Dir = "/"
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd
}

// mustLive fails where a process was ended. It need not have been waited for.
func mustLive(t *testing.T, cmd *exec.Cmd, when string) {
	t.Helper()
	state, err := exec.Command("ps", "-o", "stat=", "-p", fmt.Sprint(cmd.Process.Pid)).Output()
	if err != nil || strings.HasPrefix(string(state), "Z") {
		t.Errorf("%s: the stranger's process was ended (%s %v)", when, state, err)
	}
}

// writePostmaster writes a postmaster.pid as it is of a server on a port.
func writePostmaster(t *testing.T, f files, pid, port int) {
	t.Helper()
	putPostmaster(t, f, fmt.Sprintf("%d\n%s\n1700000000\n%d\n\n127.0.0.1\n  1 1\nready   \n", pid, f.cluster(), port))
}

func putPostmaster(t *testing.T, f files, text string) {
	t.Helper()
	path := filepath.Join(f.cluster(), "postmaster.pid")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, int(f.server.uid), int(f.server.gid)); err != nil {
		t.Fatal(err)
	}
}

// A number in postmaster.pid is no reason to end a process, whosever it is.
func TestStrangersProcessLives(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	f := folder(t, dir)
	users := map[string]uint32{"of the server's user": f.server.uid}
	if os.Geteuid() == 0 {
		users["of root's"] = 0
	}
	for name, uid := range users {
		cmd := stranger(t, uid)
		writePostmaster(t, f, cmd.Process.Pid, 1)
		if removed, err := RemoveAbandoned(t.Context(), clusterDirWith(t, cmd.Process.Pid)); err != nil || !removed {
			t.Errorf("%s: %v, %v", name, removed, err)
		}
		mustLive(t, cmd, name+": clearing away")

		// While the server's processes are left, and its number in the file is another's by now.
		p := take(t, dir)
		right, err := os.ReadFile(filepath.Join(p.cluster(), "postmaster.pid"))
		if err != nil {
			t.Fatal(err)
		}
		writePostmaster(t, f, cmd.Process.Pid, 1)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := errors.Join(f.stop(ctx, true), f.stop(ctx, false)); err != nil {
			t.Error(err)
		}
		mustLive(t, cmd, name+": stopping")
		if err := os.WriteFile(filepath.Join(p.cluster(), "postmaster.pid"), right, 0o600); err != nil {
			t.Fatal(err)
		}
		giveBack(t, p)
		mustBeStopped(t, p)
		mustLive(t, cmd, name+": stopping the server itself")
	}
}

func clusterDirWith(t *testing.T, pid int) string {
	t.Helper()
	dir := clusterDir(t)
	writePostmaster(t, folder(t, dir), pid, 1)
	return dir
}

func TestPostmasterPid(t *testing.T) {
	t.Parallel()
	f := folder(t, clusterDir(t))
	for text, want := range map[string]running{
		"":                                 {},
		"\n\n\n":                           {},
		"1\n/d\n1\n5432\n":                 {},
		"nonsense":                         {},
		"77":                               {pid: 77},
		"-77\n/d\n1\n":                     {pid: 77},
		"77\n/d\n1\n5432\n\n":              {pid: 77, port: 5432},
		"77\n/d\n1\n5432\n\n\n\nready  \n": {pid: 77, port: 5432, ready: true},
	} {
		putPostmaster(t, f, text)
		if got, ok := f.postmaster(); got != want || ok != (want.pid != 0) {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
	}
	for _, left := range []string{"", "nonsense", "-77"} { // of a start that was cut short
		putPostmaster(t, f, left)
		p := take(t, f.dir)
		mustQuery(t, p.URL(), "SELECT 'it starts over that'")
		giveBack(t, p)
	}
}
