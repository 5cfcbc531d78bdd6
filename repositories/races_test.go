package repositories_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// atOnce runs fn n times at once.
func atOnce(n int, fn func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			fn(i)
		})
	}
	close(start)
	wg.Wait()
}

func TestDecidingAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	var succeeded atomic.Int32
	atOnce(200, func(i int) {
		to := models.StatusApproved
		if i%2 == 0 {
			to = models.StatusRejected
		}
		if err := l.move(d.ID, to); err == nil {
			succeeded.Add(1)
		} else {
			fails(t, err, models.ErrConflict, "by engineer@example.com")
		}
	})
	if n := succeeded.Load(); n != 1 {
		t.Errorf("%d succeeded", n)
	}
	if actions := l.audit(d.ID); len(actions) != 2 {
		t.Errorf("audit %v", actions)
	}
}

func TestDetectingAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	const n = 200
	scans := make([]models.Scan, n)
	for i := range scans {
		scans[i] = l.scan("scope", l.now().Add(time.Duration(i)*time.Second))
	}
	var created, repeated atomic.Int32
	atOnce(n, func(i int) {
		in := l.detection(scans[i].ID)
		in.SeenAt = scans[i].ScannedAt
		result, err := l.Drifts.Detect(t.Context(), in)
		if err != nil {
			t.Error(err)
		}
		switch result.Outcome {
		case models.DetectCreated:
			created.Add(1)
		case models.DetectRepeated:
			repeated.Add(1)
		}
	})
	if created.Load() != 1 || repeated.Load() != n-1 {
		t.Errorf("%d created, %d repeated", created.Load(), repeated.Load())
	}
	rows := one[string](l, `SELECT concat_ws(' ', (SELECT count(*) FROM drifts), (SELECT count(*) FROM drift_occurrences),
		(SELECT count(*) FROM audit_logs WHERE action = 'drift.detected'), (SELECT count(*) FROM alerts))`)
	if rows != "1 200 1 1" {
		t.Errorf("drifts, occurrences, audit rows, alerts: %s", rows)
	}
	id := uuid.MustParse(one[string](l, "SELECT id::text FROM drifts"))
	seen, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{id})
	l.ok(err)
	if s := seen[id]; s.Occurrences != n || s.LastSeen.Before(s.FirstSeen) || s.NextApply != models.NextApplyRevert || s.Scope != "scope" {
		t.Errorf("sighting %+v", s)
	}
}

// login begins a session of an hour.
func (l *ledger) login(user uuid.UUID) models.IssuedSession {
	l.Helper()
	issued, err := l.Sessions.Create(l.Context(), models.CreateSessionInput{UserID: user, ExpiresAt: l.now().Add(time.Hour), UserAgent: "test"})
	l.ok(err)
	return issued
}

// Steps that are taken at once are one after the other: each audit row begins with the status that
// the one before it ended with, and what others append to the trail meanwhile has its place there.
func TestStepsAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	const drifts, users = 20, 9
	var ids []uuid.UUID
	for range drifts {
		ids = append(ids, l.drift().ID)
	}
	var taken atomic.Int32
	atOnce(drifts*users, func(i int) {
		id := ids[i%drifts]
		switch to := []models.Status{models.StatusTriaged, models.StatusApproved, models.StatusRejected, ""}[i/drifts%4]; to {
		case "":
			if err := first(l.Audit.Append(t.Context(), models.AppendAuditInput{Action: "drift.exported", DriftID: &id})); err != nil {
				t.Error(err)
			}
		default:
			if err := l.move(id, to); err == nil {
				taken.Add(1)
			} else {
				fails(t, err, models.ErrConflict)
			}
		}
	})
	decided := one[int](l, "SELECT count(*) FROM drifts WHERE status IN ('approved', 'rejected')")
	triaged := one[int](l, "SELECT count(*) FROM audit_logs WHERE action = 'drift.triaged'")
	if decided != drifts || int(taken.Load()) != decided+triaged {
		t.Errorf("%d decided, %d triaged, %d steps taken", decided, triaged, taken.Load())
	}
	if n := one[int](l, `SELECT count(*) FROM (SELECT old_value->>'status' AS old, lag(new_value->>'status') OVER (PARTITION BY drift_id ORDER BY created_at) AS before
		FROM audit_logs WHERE action <> 'drift.exported') AS step WHERE old <> before`); n > 0 {
		t.Errorf("%d rows begin with another status than the one before them ended with", n)
	}
	if n := one[int](l, "SELECT count(*) - count(DISTINCT (drift_id, created_at)) FROM audit_logs"); n > 0 {
		t.Errorf("%d rows are of the same moment as another of their drift", n)
	}
}
