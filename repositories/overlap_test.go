package repositories_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// waiting begins fn and comes back when it waits for a lock of another transaction;
// the channel then tells when it has ended.
func (l *ledger) waiting(fn func()) <-chan struct{} {
	l.Helper()
	const blocked = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
	before, done := one[int](l, blocked), make(chan struct{})
	go func() { defer close(done); fn() }()
	for deadline := time.Now().Add(10 * time.Second); one[int](l, blocked) == before; time.Sleep(time.Millisecond) {
		select {
		case <-done:
			l.Fatal("it did not wait")
		default:
		}
		if time.Now().After(deadline) {
			l.Fatal("nothing waits for a lock")
		}
	}
	return done
}

// approved gives the scan whose sight of a drift was approved.
func (l *ledger) approved(drift uuid.UUID) uuid.UUID {
	l.Helper()
	return uuid.MustParse(one[string](l, "SELECT approved_scan_id::text FROM drift_summaries WHERE drift_id = $1", drift))
}

func (l *ledger) newestScan() uuid.UUID {
	l.Helper()
	return uuid.MustParse(one[string](l, "SELECT id::text FROM scans ORDER BY created_at DESC LIMIT 1"))
}

// An approval is of what was there to be seen when it was given: what an import
// tells that had not committed yet is no part of it, though the approval waited for
// that import.
func TestApprovalBesideAnImport(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.detect("s")
	seen := l.newestScan()
	var approval <-chan struct{}
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		if got := l.on(tx).detect("s", differs(wandered)); got.Outcome != models.DetectRepeated {
			t.Errorf("a value that wanders: %+v", got)
		}
		approval = l.waiting(func() {
			if err := l.move(first.DriftID, models.StatusApproved); err != nil {
				t.Error(err)
			}
		})
		return nil
	}))
	<-approval
	if got := l.approved(first.DriftID); got != seen {
		t.Errorf("approved is what scan %s saw, want %s", got, seen)
	}
	if got := l.detect("s", differs(wandered)); got.Outcome != models.DetectCreated || got.Superseded == nil {
		t.Errorf("what nobody could see when it was approved: %+v", got)
	}
}

// The other way round, the import that began before meets an approved drift.
func TestImportBesideAnApproval(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to   models.Status
		want models.DetectOutcome
		old  bool // takes the place of the old one
	}{
		"approved": {models.StatusApproved, models.DetectCreated, true},
		"triaged":  {models.StatusTriaged, models.DetectRepeated, false},
		"resolved": {models.StatusResolved, models.DetectCreated, false},
	} {
		for _, committed := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				l := newLedger(t)
				first := l.detect("s")
				var got models.DetectResult
				if committed { // within the import, which has not come to the drift yet
					l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
						l.on(tx).detect("s", func(in *models.Detection) {
							in.Address, in.FullResourceID, in.ResourceID = "aws_instance.x", "i-x", "i-x"
						})
						l.ok(l.move(first.DriftID, c.to))
						got = l.on(tx).detect("s", differs(wandered))
						return nil
					}))
				} else { // while the import waits for the drift
					var detection <-chan struct{}
					l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
						l.ok(l.on(tx).move(first.DriftID, c.to))
						detection = l.waiting(func() { got = l.detect("s", differs(wandered)) })
						return nil
					}))
					<-detection
				}
				if got.Outcome != c.want || (got.Superseded != nil) != c.old {
					t.Errorf("committed %t: %+v", committed, got)
				}
			})
		}
	}
}

// A late report, and one of the future, are not what was seen last.
func TestApprovalOfWhatWasSeenLast(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.detect("s")
	l.detect("s", func(in *models.Detection) { in.SeenAt = l.now().AddDate(100, 0, 0) })
	l.detect("s", differs(wandered))
	last := l.newestScan()
	l.detect("s", func(in *models.Detection) { in.Scan.Newest, in.SeenAt = in.SeenAt, l.past(1) })
	l.ok(l.move(first.DriftID, models.StatusApproved))
	if got := l.approved(first.DriftID); got != last {
		t.Errorf("approved is what scan %s saw, want %s", got, last)
	}
	if got := l.detect("s", differs(wandered)); got.Outcome != models.DetectRepeated {
		t.Errorf("what was approved: %+v", got)
	}
}

// A drift that somebody deletes meanwhile is no drift that is known.
func TestDetectionBesideADeletion(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.detect("s")
	tx, err := testdb.Owner(t, l.db).Pool.Begin(t.Context())
	l.ok(err)
	_, err = tx.Exec(t.Context(), "DELETE FROM drifts WHERE id = $1", first.DriftID)
	l.ok(err)
	var got models.DetectResult
	detection := l.waiting(func() { got = l.detect("s") })
	l.ok(tx.Commit(t.Context()))
	<-detection
	if got.Outcome != models.DetectCreated || got.Superseded != nil {
		t.Errorf("got %+v", got)
	}
}

// The rows of one drift stand in the order in which they were committed, though the
// transaction that wrote the later ones began first.
func TestTrailOfUnitsThatOverlap(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d, other := l.drift(), l.drift()
	unread := l.alert(other.ID)
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		on := l.on(tx)
		first(tx.Now(t.Context())) // it has begun
		l.ok(l.move(d.ID, models.StatusTriaged))
		l.ok(l.move(other.ID, models.StatusTriaged))
		for _, drift := range []uuid.UUID{d.ID, other.ID} {
			l.ok(first(tx.Audit.Append(t.Context(), models.AppendAuditInput{Action: "drift.exported", DriftID: &drift})))
		}
		on.alert(d.ID)
		l.ok(first(tx.Costs.Record(t.Context(), costInput(&d.ID))))
		l.ok(first(tx.Alerts.MarkRead(t.Context(), unread.ID, l.engineer)))
		on.drift()
		return on.move(d.ID, models.StatusApproved)
	}))
	for drift, want := range map[uuid.UUID][]string{
		d.ID:     {"drift.approved", "cost.recorded", "alert.created", "drift.exported", "drift.triaged", "drift.detected"},
		other.ID: {"alert.read", "drift.exported", "drift.triaged", "alert.created", "drift.detected"},
	} {
		if got := l.audit(drift); !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
	}
	// The row and what the trail tells of it have one moment.
	for what, sql := range map[string]string{
		"alerts": `SELECT count(*) FROM alerts x JOIN audit_logs a ON a.details->>'alertId' = x.id::text
			WHERE x.created_at <> a.created_at AND a.action = 'alert.created' OR x.read_at <> a.created_at AND a.action = 'alert.read'`,
		"drifts": `SELECT count(*) FROM drifts x JOIN audit_logs a ON a.drift_id = x.id
			WHERE x.created_at <> a.created_at AND a.action = 'drift.detected' OR x.approved_at <> a.created_at AND a.action = 'drift.approved'
			  OR x.updated_at < x.created_at`,
	} {
		if n := one[int](l, sql); n > 0 {
			t.Errorf("%d %s have another moment than the trail says", n, what)
		}
	}
	if n := one[int](l, "SELECT count(*) FROM drifts WHERE created_at <= (SELECT created_at FROM audit_logs WHERE action = 'drift.triaged' LIMIT 1)"); n != 2 {
		t.Errorf("%d drifts were there when one was triaged, want 2", n)
	}
}

// Whoever adds to what a drift has waits for the one who changes it.
func TestWhateverHappensToADriftTakesTurns(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(l *ledger, drift, alert uuid.UUID) error{
		"append": func(l *ledger, d, _ uuid.UUID) error {
			return first(l.Audit.Append(l.Context(), models.AppendAuditInput{Action: "x", DriftID: &d}))
		},
		"alert":   func(l *ledger, d, _ uuid.UUID) error { l.alert(d); return nil },
		"cost":    func(l *ledger, d, _ uuid.UUID) error { return first(l.Costs.Record(l.Context(), costInput(&d))) },
		"read":    func(l *ledger, _, a uuid.UUID) error { return first(l.Alerts.MarkRead(l.Context(), a, l.engineer)) },
		"readAll": func(l *ledger, _, _ uuid.UUID) error { return first(l.Alerts.MarkAllRead(l.Context(), l.engineer)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			d := l.drift()
			alert := l.alert(d.ID)
			var done <-chan struct{}
			l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
				l.ok(l.on(tx).move(d.ID, models.StatusTriaged))
				done = l.waiting(func() {
					if err := call(l, d.ID, alert.ID); err != nil {
						t.Error(err)
					}
				})
				return nil
			}))
			<-done
			if got := l.audit(d.ID); got[1] != models.ActionDriftTriaged {
				t.Errorf("got %v", got)
			}
		})
	}
}

// A clock that was set back does not turn the trail round.
func TestTrailBesideAClockThatWasSetBack(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.driftIn(models.StatusTriaged)
	l.exec("INSERT INTO audit_logs (drift_id, action, created_at) VALUES (?, 'drift.exported', clock_timestamp() + interval '1 hour')", d.ID)
	l.ok(l.move(d.ID, models.StatusApproved))
	l.alert(d.ID)
	if got := l.audit(d.ID); !slices.Equal(got, []string{"alert.created", "drift.approved", "drift.exported", "drift.triaged", "drift.detected"}) {
		t.Errorf("got %v", got)
	}
}

// Nor does it where a scan sees the drift again, or puts another in its place.
func TestTrailOfDetectionsBesideAClockThatWasSetBack(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	graver := func(in *models.Detection) { in.Severity = models.SeverityCritical }
	d := l.detect("s").DriftID
	l.exec("INSERT INTO audit_logs (drift_id, action, created_at) VALUES (?, 'drift.exported', clock_timestamp() + interval '1 hour')", d)
	if got := l.detect("s", graver); got.DriftID != d || got.Severity != models.SeverityCritical {
		t.Fatalf("got %+v", got)
	}
	if got := l.detect("s", differs(`{"tags": {"expected": "x", "actual": "y"}}`)); len(got.Superseded) != 1 {
		t.Fatalf("got %+v", got)
	}
	got := l.audit(d)
	if at := slices.Index(got, "drift.exported"); !slices.Equal(got[at:], []string{"drift.exported", "alert.created", "drift.detected"}) ||
		!slices.Contains(got[:at], models.ActionDriftGraded) || !slices.Contains(got[:at], models.ActionDriftSuperseded) {
		t.Errorf("got %v", got)
	}
}
