//go:build darwin || freebsd || linux

package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// take takes a share in a server and gives it back after the test.
func take(t *testing.T, dir string) *Private {
	t.Helper()
	p, err := StartPrivate(context.Background(), PrivateOptions{DataDir: dir, Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close(context.Background()) })
	return p
}

func giveBack(t *testing.T, p *Private) {
	t.Helper()
	if err := p.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// query runs a statement on a connection of its own.
func query(t *testing.T, url, sql string) (string, error) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.Background())
	rows, err := conn.Query(context.Background(), sql)
	if err != nil {
		return "", err
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return strings.Join(values, ","), err
}

func mustQuery(t *testing.T, url, sql string) string {
	t.Helper()
	value, err := query(t, url, sql)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func mustBeStopped(t *testing.T, p *Private) {
	t.Helper()
	if r, ok := p.postmaster(); ok {
		t.Errorf("postmaster.pid is still there: process %d", r.pid)
	}
	if !p.gone() {
		t.Error("processes of the server are left")
	}
}

func TestManyStartOneServer(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(openDir(t), "made", "on the way")
	var others []*secondProcess
	for range 3 {
		others = append(others, startSecondProcess(t, dir, nil))
	}
	var shares [4]*Private
	var wg sync.WaitGroup
	for i := range shares {
		wg.Go(func() {
			var err error
			if shares[i], err = StartPrivate(context.Background(), PrivateOptions{DataDir: dir, Throwaway: true}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, s := range shares {
		if s.URL() != shares[0].URL() {
			t.Errorf("%s and %s: two servers", s.URL(), shares[0].URL())
		}
	}
	for _, o := range others {
		if url := o.url(t); url != shares[0].URL() {
			t.Errorf("%s and %s: two servers", url, shares[0].URL())
		}
	}
	mustQuery(t, shares[0].URL(), "CREATE TABLE t AS SELECT 'kept' AS v")
	mustQuery(t, shares[0].URL(), "CHECKPOINT") // a throwaway server is stopped at once, its last commits unwritten
	for _, o := range others {
		o.finish(t)
	}
	for _, s := range shares[1:] {
		giveBack(t, s)
	}
	mustQuery(t, shares[0].URL(), "SELECT 'the last share still works'")
	giveBack(t, shares[0])
	giveBack(t, shares[0]) // twice is once
	mustBeStopped(t, shares[0])

	again := take(t, dir)
	if got := mustQuery(t, again.URL(), "SELECT v FROM t"); got != "kept" {
		t.Errorf("after a restart: %q", got)
	}
}

func TestStarterLeavesFirst(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	starter := startSecondProcess(t, dir, nil)
	url := starter.url(t)
	p := take(t, dir)
	starter.finish(t)
	if p.URL() != url {
		t.Errorf("%s and %s: two servers", p.URL(), url)
	}
	mustQuery(t, p.URL(), "SELECT 'still there'")
	giveBack(t, p)
	mustBeStopped(t, p)
}

func TestKilledStarterLeavesAServerThatTheNextOneStops(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	starter := startSecondProcess(t, dir, nil)
	url := starter.url(t)
	starter.kill(t)
	mustQuery(t, url, "SELECT 'it outlives its starter'")
	p := take(t, dir)
	if p.URL() != url {
		t.Errorf("%s and %s: another server", p.URL(), url)
	}
	giveBack(t, p)
	mustBeStopped(t, p)
}

func TestRemoveAbandoned(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	user := startSecondProcess(t, dir, nil)
	url := user.url(t)
	if removed, err := RemoveAbandoned(t.Context(), dir); err != nil || removed {
		t.Fatalf("while in use: %v, %v", removed, err)
	}
	mustQuery(t, url, "SELECT 'untouched'")
	user.kill(t)
	if removed, err := RemoveAbandoned(t.Context(), dir); err != nil || !removed {
		t.Fatalf("once abandoned: %v, %v", removed, err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := query(t, url, "SELECT 'x'"); err == nil {
		t.Error("the server is still there")
	}
}

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

// A watched server that was killed or stopped comes back where it was.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir := clusterDir(t)
	p := take(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	watched := make(chan error, 1)
	go func() { watched <- p.Watch(ctx) }()
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGQUIT, syscall.SIGINT} { // the last takes postmaster.pid away
		r, ok := p.postmaster()
		if !ok {
			t.Fatal("no postmaster.pid")
		}
		if err := syscall.Kill(r.pid, signal); err != nil {
			t.Fatal(err)
		}
		for new, ok := p.postmaster(); !ok || !new.ready || new.pid == r.pid; new, ok = p.postmaster() {
			select {
			case err := <-watched:
				t.Fatalf("it gave up: %v", err)
			case <-time.After(10 * time.Millisecond):
			}
		}
		turn, err := p.takeTurn(ctx, startTimeout) // once whoever started it is done
		if err != nil {
			t.Fatal(err)
		}
		unlock(turn)
		mustQuery(t, p.URL(), "SELECT 'it is back'")
	}
	cancel()
	if err := <-watched; err != nil {
		t.Error(err)
	}
	giveBack(t, p)
	mustBeStopped(t, p)
}

// Where another program has the port by now, the watch ends with a word.
func TestWatchWithThePortTaken(t *testing.T) {
	t.Parallel()
	p := take(t, clusterDir(t))
	r, _ := p.postmaster()
	if err := syscall.Kill(r.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var l net.Listener
	for err := errPortTaken; err != nil; {
		l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", r.port))
	}
	defer l.Close()
	mustBeOneLine(t, p.Watch(t.Context()), p.dir, "another port", "start this command again")
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
		text := fmt.Sprintf("%d\n%s\n1700000000\n%d\n\n127.0.0.1\n  1 1\nready   \n", pid, p.cluster(), port)
		path := filepath.Join(p.cluster(), "postmaster.pid")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		again, err := StartPrivate(t.Context(), PrivateOptions{DataDir: dir, Throwaway: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mustQuery(t, again.URL(), "SELECT 'x'")
		giveBack(t, again)
	}
}

func TestInterruptedCreation(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
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
	if _, err := StartPrivate(ctx, PrivateOptions{DataDir: dir, Throwaway: true}); !errors.Is(err, context.Canceled) {
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

func TestSomebodyElseIsBusy(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	lock, err := tryLock(files{dir}.startLock(), syscall.LOCK_EX)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock(lock)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = StartPrivate(ctx, PrivateOptions{DataDir: dir, Throwaway: true})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), lock.Name()) {
		t.Errorf("got %v, want a timeout that names the lock", err)
	}
}

func TestServerSettings(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	p, err := StartPrivate(t.Context(), PrivateOptions{DataDir: dir}) // one to be kept
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
	for _, secret := range []string{p.password(), p.startLock(), p.usersLock(), p.serverLock(), p.log()} {
		if info, err := os.Stat(secret); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", secret, info.Mode(), err)
		}
	}
}
