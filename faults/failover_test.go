//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
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
// away or had its replay paused: what was acknowledged is there, and what was given up before it was
// replicated was told as such.
func TestFailover(t *testing.T) {
	p := begin(t, 1)
	told := map[string]int{}
	var slowest time.Duration
	for n := range p.each {
		kind := []string{"at work", "the standby away before", "the replay paused"}[n%3]
		told[kind]++
		slowest = max(slowest, p.failover(kind))
		if t.Failed() {
			t.FailNow()
		}
	}
	p.tell("primary killed and standby promoted: %d times at work, %d with the standby away before, %d with its replay paused; "+
		"with the standby away what was given up said that it is written and not replicated, and what had passed its deadline was done once the "+
		"standby was back; work went on after %d ms at most. Nothing acknowledged lost",
		told["at work"], told["the standby away before"], told["the replay paused"], slowest.Milliseconds())
}

// failover is one death of a primary under load; it gives how long the ledger was away.
func (t *trial) failover(kind string) (took time.Duration) {
	t.Helper()
	first, second := testdb.SynchronousStandby(t)
	primary, standby := ofDatabase(t, first), ofDatabase(t, second)
	o := newOffice(t, either(t, first.URL, second.URL), either(t, first.URL, second.URL))
	follower := testdb.With(t, postgres.Config{URL: second.URL, MaxConns: 2})
	o.work(func() {
		pause(t.random, 300)
		switch kind {
		case "the standby away before":
			pids := append(standby.children(false), standby.postmaster())
			signal(syscall.SIGSTOP, pids...)
			impatient := o.impatient(first.URL)
			t.approveUnreplicated(impatient, first.URL)
			confirmed := t.beyondDeadline(t.Context(), impatient, "confirmed")
			signal(syscall.SIGCONT, pids...)
			if err := <-confirmed; err != nil {
				t.Errorf("what the standby confirmed after the deadline: %v", err)
			}
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
	return took
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

// approveUnreplicated: with the standby away a call and a command wait, the command says so, and when they are
// given up they say of what is written that it was not replicated.
func (t *trial) approveUnreplicated(impatient *repositories.Store, url string) {
	t.Helper()
	ctx, giveUp := context.WithCancel(t.Context())
	ended := t.beyondDeadline(ctx, impatient, "alone")
	giveUp()
	if err := <-ended; !errors.Is(err, models.ErrNotReplicated) {
		t.Fatalf("created with the standby away: %v", err)
	}
	id := texts(t, testdb.With(t, postgres.Config{URL: url, MaxConns: 1}), "SELECT id::text FROM drifts WHERE resource_id = 'alone'")
	if len(id) != 1 {
		t.Fatalf("it was not written")
	}
	p := newProgram(t, "DATABASE_URL="+url, "QUERY_TIMEOUT=1s", "LOG_LEVEL=warn")
	command, _, said := p.command(t.Context(), "drift approve "+id[0]+" --as user0@example.com --reason agreed-by-the-team")
	t.ok(command.Start())
	if !said.wait(t.Context(), "waiting until the synchronous standby confirms it") {
		t.Fatalf("it does not say that it waits: %s", said)
	}
	t.ok(command.Process.Signal(os.Interrupt))
	_ = command.Wait()
	if status := command.ProcessState.ExitCode(); status != 130 || !strings.Contains(said.String(), "written, but not replicated") || strings.Count(said.String(), "\n") != 2 {
		t.Errorf("approved with the standby away: status %d: %s", status, said)
	}
}

// beyondDeadline creates a drift of a resource, which waits for the standby when its call's time is up; what
// comes of it is known later.
func (t *trial) beyondDeadline(ctx context.Context, impatient *repositories.Store, resource string) <-chan error {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := impatient.Drifts.Create(ctx, models.CreateDriftInput{
			ResourceID: resource, ResourceType: models.ResourceEC2, Region: "eu-west-1", ExpectedState: models.JSON(`{"a": 1}`),
			ActualState: models.JSON(`{"a": 2}`), Severity: models.SeverityInfo, DetectedBy: models.DetectedByManual,
		})
		ended <- err
	}()
	select {
	case err := <-ended:
		t.Fatalf("it ended with the standby away: %v", err)
	case <-time.After(2 * shortly):
	}
	return ended
}

// shortly is the deadline of a call that is over before a standby is back.
const shortly = 2 * time.Second

// impatient is the ledger of a URL for calls whose time is up shortly.
func (t *trial) impatient(url string) *repositories.Store {
	t.Helper()
	store, err := repositories.Open(t.Context(), repositories.Config{URL: url, Timeout: shortly, MaxConns: 2})
	t.ok(err)
	t.Cleanup(store.Close)
	return store
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
