//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdir"
)

// take takes a share in a server and gives it back after the test.
func take(t *testing.T, dir string) *Share {
	t.Helper()
	p, err := Start(context.Background(), Options{DataDir: dir, Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close(context.Background()) })
	return p
}

func giveBack(t *testing.T, p *Share) {
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

// folder opens a data directory, as a command does.
func folder(t *testing.T, dir string) files {
	t.Helper()
	a, err := serverAccount(filepath.Join(dir, clusterName))
	if err != nil {
		t.Fatal(err)
	}
	f, err := openFiles(dir, a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.root.Close() })
	return f
}

func mustBeStopped(t *testing.T, p *Share) {
	t.Helper()
	f := folder(t, p.dir)
	if r, ok := f.postmaster(); ok {
		t.Errorf("postmaster.pid is still there: process %d", r.pid)
	}
	if !f.gone() {
		t.Error("processes of the server are left")
	}
}

func TestManyStartOneServer(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testdir.New(t), "made", "on the way")
	var others []*secondProcess
	for range 3 {
		others = append(others, startSecondProcess(t, dir, nil))
	}
	var shares [4]*Share
	var wg sync.WaitGroup
	for i := range shares {
		wg.Go(func() {
			var err error
			if shares[i], err = Start(context.Background(), Options{DataDir: dir, Throwaway: true}); err != nil {
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

// Over the socket of a throwaway server one gets in without a password, and no other
// server has one.
func TestSocketURL(t *testing.T) {
	t.Parallel()
	p := take(t, clusterDir(t))
	if got, err := query(t, p.SocketURL(), "SELECT 'in as ' || current_user || ' of ' || current_database()"); err != nil || got != "in as guardian of guardian" {
		t.Errorf("%s: %s, %v", p.SocketURL(), got, err)
	}
	for name, other := range map[string]*Share{
		"to be kept": {files: p.files}, "too long a path": {files: files{dir: strings.Repeat("/folder", 15)}, options: p.options},
	} {
		if got := other.SocketURL(); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}
