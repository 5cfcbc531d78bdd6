package pgserver

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// A process is the server that this program started where it is the server's user's and
// has server.lock open; where it has that name and works in the cluster, it is one by hand.
func TestWhoseProcess(t *testing.T) {
	t.Parallel()
	f := folder(t, clusterDir(t))
	lock, err := f.open(serverLockName, os.O_RDWR|os.O_CREATE)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	begin := func(dir string, uid uint32, files ...*os.File) int {
		cmd := exec.Command("sleep", "600")
		cmd.Dir, cmd.ExtraFiles = dir, files
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
		return cmd.Process.Pid
	}
	uid := f.server.uid
	byHand := byHand(t, f).Process.Pid
	for _, c := range []struct {
		name         string
		pid          int
		ours, server bool
	}{
		{"no process", 1<<22 + 1, false, false},
		{"a stranger's", begin("/", uid), false, false},
		{"one with the lock", begin("/", uid, lock), true, false},
		{"one in the cluster", begin(f.cluster(), uid), false, false},
		{"a server by hand", byHand, false, true},
	} {
		if ours, err := f.isOurs(c.pid); err != nil || ours != c.ours {
			t.Errorf("%s: ours %v, %v", c.name, ours, err)
		}
		if server, err := f.isServer(c.pid); err != nil || server != c.server {
			t.Errorf("%s: a server %v, %v", c.name, server, err)
		}
	}
	if os.Geteuid() != 0 {
		return
	}
	if ours, err := f.isOurs(begin("/", uid+1, lock)); err != nil || ours {
		t.Errorf("another user's with the lock: ours %v, %v", ours, err)
	}
}
