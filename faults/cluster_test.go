//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdir"
	"github.com/clouddrift/guardian/migrations"
)

// cluster is a private PostgreSQL that keeps what it has acknowledged, and that comes back when it dies.
type cluster struct {
	t    *trial
	dir  string
	url  string
	name string // host and port
}

func newServer(t *trial) *cluster {
	t.Helper()
	dir := filepath.Join(testdir.New(t), "data")
	share, err := pgserver.Start(t.Context(), pgserver.Options{DataDir: dir, Settings: []string{"max_wal_size=1GB"}})
	t.ok(err)
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan error, 1)
	go func() { watched <- share.Watch(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-watched; err != nil {
			t.Error("the server was not kept running: ", err)
		}
		if err := share.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	s := &cluster{t: t, dir: dir, url: share.URL()}
	db := s.open(t)
	_, err = migrations.Up(t.Context(), db.Gorm, migrations.Options{})
	db.Close()
	t.ok(err)
	s.name = fmt.Sprintf("127.0.0.1:%d", db.Pool.Config().ConnConfig.Port)
	return s
}

// open connects to the server itself, as soon as it lets anybody in.
func (s *cluster) open(t testing.TB) *postgres.DB {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		db, err := postgres.Open(t.Context(), postgres.Config{URL: s.url, MaxConns: 2})
		if err == nil {
			return db
		}
		if time.Since(begun) > time.Minute {
			t.Fatal("the server does not come back: ", err)
		}
	}
}

// postmaster is the process id of the server, 0 where it has none at the moment.
func (s *cluster) postmaster() int {
	raw, _ := os.ReadFile(filepath.Join(s.dir, "pg", "postmaster.pid"))
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// children are the processes that the postmaster has started; those of sessions where only they are asked for.
func (s *cluster) children(sessions bool) (pids []int) {
	pid := s.postmaster()
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	for field := range strings.FieldsSeq(string(raw)) {
		child, err := strconv.Atoi(field)
		title, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", child))
		// A session's title has the address that it came from.
		if err == nil && (!sessions || strings.Contains(string(title), "127.0.0.1(")) {
			pids = append(pids, child)
		}
	}
	return pids
}

// signal sends a signal to processes, some of which may be gone.
func signal(s syscall.Signal, pids ...int) {
	for _, pid := range pids {
		if pid > 1 {
			_ = syscall.Kill(pid, s)
		}
	}
}
