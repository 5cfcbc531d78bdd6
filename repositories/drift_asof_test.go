package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// clock is the database's time, after everything so far and before what follows.
func (l *ledger) clock() time.Time { l.Helper(); return one[time.Time](l, "SELECT clock_timestamp()") }

func TestAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	then := func(at time.Time, f models.DriftFilter) map[uuid.UUID]models.Drift {
		t.Helper()
		page, err := l.Drifts.AsOf(t.Context(), at, models.DriftQuery{Filter: f})
		l.ok(err)
		byID := map[uuid.UUID]models.Drift{}
		for _, d := range page.Items {
			byID[d.ID] = d
		}
		if int64(len(byID)) != page.Total {
			t.Errorf("%d items of %d", len(byID), page.Total)
		}
		return byID
	}
	before := l.clock()
	d := l.drift()
	detected := l.clock()
	// Two steps in one unit have the same time.
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		l.ok(l.on(tx).move(d.ID, models.StatusTriaged))
		return l.on(tx).move(d.ID, models.StatusRejected)
	}))
	rejected := l.clock()
	l.ok(l.move(d.ID, models.StatusResolved))
	l.drift()
	now := l.clock()

	if got := then(before, models.DriftFilter{}); len(got) != 0 {
		t.Errorf("before: %v", got)
	}
	if got := then(detected, models.DriftFilter{})[d.ID]; got.Status != models.StatusDetected || got.RejectedAt != nil || got.RejectedBy != nil || got.ResolvedHow != nil || got.UpdatedAt.After(detected) {
		t.Errorf("when detected: %+v", got)
	}
	if got := then(rejected, models.DriftFilter{})[d.ID]; got.Status != models.StatusRejected || *got.RejectionReason != reason || got.ResolvedAt != nil {
		t.Errorf("when rejected: %+v", got)
	}
	current, err := l.Drifts.Get(t.Context(), d.ID)
	l.ok(err)
	if got := then(now, models.DriftFilter{}); len(got) != 2 || got[d.ID].Status != current.Status || !got[d.ID].ResolvedAt.Equal(*current.ResolvedAt) || got[d.ID].UpdatedAt.Sub(current.UpdatedAt).Abs() > time.Second {
		t.Errorf("now: %+v", got)
	}
	// The filter goes by the status of then.
	if got := then(rejected, models.DriftFilter{Status: []models.Status{models.StatusResolved}}); len(got) != 0 {
		t.Errorf("resolved then: %v", got)
	}
	if got := then(detected, models.DriftFilter{Status: []models.Status{models.StatusDetected}, Region: []string{"eu-west-1"}}); len(got) != 1 {
		t.Errorf("detected then: %v", got)
	}
	_, err = l.Drifts.AsOf(t.Context(), time.Time{}, models.DriftQuery{})
	fails(t, err, models.ErrInvalid, "asOf")
}

// A row that somebody appends says nothing about a drift's status, whatever it holds.
func TestAsOfTrustsTheLifecycleAlone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.driftIn(models.StatusTriaged)
	for _, status := range []string{"resolved", "triaged", "no status"} {
		_, err := l.Audit.Append(t.Context(), models.AppendAuditInput{
			DriftID: &d.ID, Action: "drift.exported", ActorID: l.viewer, NewValue: models.MustJSON(map[string]any{"status": status}),
		})
		l.ok(err)
	}
	page, err := l.Drifts.AsOf(t.Context(), l.clock(), models.DriftQuery{})
	l.ok(err)
	if len(page.Items) != 1 || page.Items[0].Status != models.StatusTriaged {
		t.Errorf("got %+v", page.Items)
	}
	fails(t, l.move(d.ID, models.StatusTriaged), models.ErrConflict, "engineer@example.com")
}
