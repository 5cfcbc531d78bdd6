//go:build linux

package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// A primary dies and its synchronous standby takes its place, also right after the standby was
// away or had its replay paused: what was acknowledged is there, and what was not replicated was
// told as such.
func TestFailover(t *testing.T) {
	p := begin(t, 1)
	told := map[string]int{}
	var notReplicated int
	var slowest time.Duration
	for n := range p.each {
		kind := []string{"at work", "the standby away before", "the replay paused"}[n%3]
		told[kind]++
		o, took := p.failover(kind)
		notReplicated, slowest = notReplicated+o.failed["not replicated"], max(slowest, took)
		if t.Failed() {
			t.FailNow()
		}
	}
	p.tell("primary killed and standby promoted: %d times at work, %d with the standby away before, %d with its replay paused; "+
		"%d changes said to be written and not replicated; work went on after %d ms at most. Nothing acknowledged lost",
		told["at work"], told["the standby away before"], told["the replay paused"], notReplicated, slowest.Milliseconds())
}

// failover is one death of a primary under load; it gives how long the ledger was away.
func (t *trial) failover(kind string) (*office, time.Duration) {
	t.Helper()
	first, second := testdb.SynchronousStandby(t)
	primary, standby := ofDatabase(t, first), ofDatabase(t, second)
	o := newOffice(t, either(t, first.URL, second.URL), either(t, first.URL, second.URL))
	o.standby = true
	follower := testdb.With(t, postgres.Config{URL: second.URL, MaxConns: 2})
	var took time.Duration
	o.work(func() {
		pause(t.random, 300)
		switch kind {
		case "the standby away before":
			pids := append(standby.children(false), standby.postmaster())
			signal(syscall.SIGSTOP, pids...)
			t.approveUnreplicated(o, first.URL)
			signal(syscall.SIGCONT, pids...)
		case "the replay paused":
			t.pausedReplay(o, follower, second.URL)
		}
		pause(t.random, 300)
		begun := time.Now()
		signal(syscall.SIGKILL, append(primary.children(false), primary.postmaster())...)
		// Who waits for it may be in conflict with what is replayed meanwhile.
		_, err := follower.Pool.Exec(t.Context(), "SELECT pg_promote(wait => false)")
		t.ok(err)
		o.awaken()
		took = time.Since(begun)
	})
	o.settle()
	o.check(follower)
	return o, took
}

// ofDatabase finds the server of a database.
func ofDatabase(t *trial, d testdb.Database) *cluster {
	t.Helper()
	db := testdb.With(t, postgres.Config{URL: d.URL, MaxConns: 1})
	data := texts(t, db, "SHOW data_directory")
	return &cluster{t: t, dir: filepath.Dir(data[0]), url: d.URL}
}

// either is a URL of two servers, of which the one is taken that takes writes.
func either(t *trial, first, second string) string {
	t.Helper()
	u, err := url.Parse(first)
	t.ok(err)
	other, err := url.Parse(second)
	t.ok(err)
	return fmt.Sprintf("postgres://%s@%s,%s%s?target_session_attrs=read-write", u.User, u.Host, other.Host, u.Path)
}

// approveUnreplicated: a command says of what was not replicated that it was not, and its exit status is 1.
func (t *trial) approveUnreplicated(o *office, url string) {
	t.Helper()
	drift, err := o.store.WithTimeout(300*time.Millisecond).Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: "alone", ResourceType: models.ResourceEC2, Region: "eu-west-1", ExpectedState: models.JSON(`{"a": 1}`),
		ActualState: models.JSON(`{"a": 2}`), Severity: models.SeverityInfo, DetectedBy: models.DetectedByManual,
	})
	if err == nil {
		t.Errorf("drift %s is created with the standby away", drift.ID)
	}
	db := testdb.With(t, postgres.Config{URL: url, MaxConns: 1})
	id := texts(t, db, "SELECT id::text FROM drifts WHERE resource_id = 'alone'")
	if len(id) != 1 {
		t.Fatalf("it was not written: %v", err)
	}
	p := newProgram(t, "DATABASE_URL="+url, "QUERY_TIMEOUT=1s")
	r := p.run("drift approve "+id[0]+" --as user0@example.com --reason agreed-by-the-team", 0)
	if r.status != 1 || !strings.Contains(r.err, "written, but not replicated") || strings.Count(r.err, "\n") != 1 {
		t.Errorf("approved with the standby away: %+v", r)
	}
}

// pausedReplay: a standby that stopped replaying says so, and what it has is what it had.
func (t *trial) pausedReplay(o *office, follower *postgres.DB, url string) {
	t.Helper()
	_, err := follower.Pool.Exec(t.Context(), "SELECT pg_wal_replay_pause()")
	t.ok(err)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: url, Timeout: time.Minute})
	t.ok(err)
	defer reader.Close()
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		replica, err := reader.Replica(t.Context())
		t.ok(err)
		if replica != nil && replica.BehindSeconds != nil && *replica.BehindSeconds > 0 {
			return
		}
		if time.Since(begun) > time.Minute {
			t.Fatalf("it is not behind: %+v", replica)
		}
	}
}
