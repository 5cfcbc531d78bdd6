package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// A standby says how far behind it is, and that this is not known once it follows nobody.
func TestReplica(t *testing.T) {
	t.Parallel()
	first, second := testdb.Standby(t)
	l := ledgerOn(t, testdb.With(t, postgres.Config{URL: first.URL}))
	follower := testdb.With(t, postgres.Config{URL: second.URL, ReadOnly: true})
	reader := repositories.NewReader(follower, time.Minute)
	if replica, err := l.Reader().Replica(t.Context()); err != nil || replica != nil {
		t.Errorf("of a primary: %+v, %v", replica, err)
	}
	until := func(what string, holds func(*models.Replica) bool) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); ; {
			replica, err := reader.Replica(t.Context())
			if err != nil || replica == nil {
				t.Fatalf("%+v, %v", replica, err)
			}
			if holds(replica) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("it is never %s: %+v", what, *replica)
			}
		}
	}
	has := func(b *float64, at func(float64) bool) bool { return b != nil && at(*b) }
	until("up to date", func(r *models.Replica) bool {
		return r.Following && has(r.BehindSeconds, func(s float64) bool { return s == 0 }) && r.NewestChange != nil
	})
	pause := func(sql string) {
		t.Helper()
		if _, err := follower.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	before, err := reader.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pause("SELECT pg_wal_replay_pause()")
	if _, err := l.Drifts.Create(t.Context(), input()); err != nil {
		t.Fatal(err)
	}
	until("behind", func(r *models.Replica) bool {
		return r.Following && has(r.BehindSeconds, func(s float64) bool { return s > 0 })
	})
	pause("SELECT pg_wal_replay_resume()")
	until("up to date again", func(r *models.Replica) bool {
		return has(r.BehindSeconds, func(s float64) bool { return s == 0 })
	})
	if after, err := reader.Snapshot(t.Context()); err != nil || after == before {
		t.Errorf("what it holds is still %s, %v", after, err)
	}
	pause("ALTER SYSTEM SET primary_conninfo = ''")
	pause("SELECT pg_reload_conf()")
	until("alone", func(r *models.Replica) bool { return !r.Following && r.BehindSeconds == nil && r.NewestChange != nil })

	// Its next transactions have the numbers of those that the primary does next, and are others.
	pause("SELECT pg_promote()")
	promoted, err := reader.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if primary, err := l.Reader().Snapshot(t.Context()); err != nil || promoted == primary {
		t.Errorf("both hold %s, %v", primary, err)
	}
}
