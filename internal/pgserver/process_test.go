//go:build darwin || freebsd || linux

package pgserver

import (
	"os"
	"syscall"
	"testing"

	"github.com/clouddrift/guardian/internal/testdir"
)

func TestCrashedServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	first := take(t, dir)
	mustQuery(t, first.URL(), "CREATE TABLE t AS SELECT 'kept' AS v")
	mustQuery(t, first.URL(), "CHECKPOINT") // a throwaway server promises nothing else
	r, ok := first.postmaster()
	if !ok {
		t.Fatal("no postmaster.pid")
	}
	if err := syscall.Kill(r.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	second := take(t, dir)
	if got := mustQuery(t, second.URL(), "SELECT v FROM t"); got != "kept" {
		t.Errorf("after the crash: %q", got)
	}
}

// A reboot leaves postmaster.pid behind, and its number may be another's by now.
func TestStalePostmasterPid(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	p := take(t, dir)
	giveBack(t, p)
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	const gone = 1<<22 + 1 // beyond the largest process number there is
	for name, pid := range map[string]int{"ended": gone, "another program": os.Getpid()} {
		writePostmaster(t, folder(t, dir), pid, port)
		again, err := Start(t.Context(), Options{DataDir: dir, Throwaway: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mustQuery(t, again.URL(), "SELECT 'x'")
		giveBack(t, again)
	}
}

// The last of several values of one setting is the one that the server takes.
func TestOwnSettings(t *testing.T) {
	t.Parallel()
	p, err := Start(t.Context(), Options{DataDir: testdir.New(t), Settings: []string{"fsync=off", "max_connections=7"}})
	if err != nil {
		t.Fatal(err)
	}
	defer giveBack(t, p)
	for name, want := range map[string]string{"fsync": "off", "max_connections": "7", "full_page_writes": "on"} {
		if got := mustQuery(t, p.URL(), "SELECT current_setting('"+name+"')"); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

func TestServerSettings(t *testing.T) {
	t.Parallel()
	dir := testdir.New(t)
	p, err := Start(t.Context(), Options{DataDir: dir}) // one to be kept
	if err != nil {
		t.Fatal(err)
	}
	defer giveBack(t, p)
	for name, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
		"listen_addresses": "127.0.0.1", "unix_socket_directories": "",
		"password_encryption": "scram-sha-256", "server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		if got := mustQuery(t, p.URL(), "SELECT current_setting('"+name+"')"); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := mustQuery(t, p.URL(), "SELECT DISTINCT auth_method FROM pg_hba_file_rules"); got != "scram-sha-256" {
		t.Errorf("pg_hba.conf lets people in by %s", got)
	}
	r, _ := p.postmaster()
	if group, err := syscall.Getpgid(r.pid); err != nil || group != r.pid {
		t.Errorf("process group %d (%v): Ctrl-C on the terminal reaches the server", group, err)
	}
	for _, secret := range []string{p.password(), p.startLock(), p.path(usersLockName), p.path(serverLockName), p.log()} {
		if info, err := os.Stat(secret); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", secret, info.Mode(), err)
		}
	}
}
