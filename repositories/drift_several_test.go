package repositories_test

import (
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// By name one refusal refuses all, with words that name which and why.
func TestStepAllOrNone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	a, b, resolved := l.drift(), l.drift(), l.driftIn(models.StatusResolved)
	approve := models.StepInput{To: models.StatusApproved, By: l.admin, Reason: "  " + reason + "\n", OSUser: "ann", Host: "laptop"}
	step := func(in models.StepInput, ids ...uuid.UUID) error { return l.Drifts.StepAll(t.Context(), ids, in, nil) }

	fails(t, step(approve, a.ID, resolved.ID, b.ID), models.ErrConflict, resolved.ID.String(), "is already resolved, by engineer@example.com")
	fails(t, step(approve, a.ID, someID), models.ErrNotFound, someID.String())
	fails(t, step(models.StepInput{To: models.StatusApproved, By: l.viewer, Reason: reason}, a.ID), models.ErrForbidden, "is a viewer")
	fails(t, step(models.StepInput{To: models.StatusApproved, By: l.admin, Reason: "short"}, a.ID), models.ErrInvalid, "reason")
	fails(t, step(models.StepInput{To: models.StatusResolved, By: l.admin}, a.ID), models.ErrInvalid, "resolvedHow")
	fails(t, step(models.StepInput{To: models.StatusDetected, By: l.admin}, a.ID), models.ErrInvalid, "takes triaged")
	for _, d := range []models.Drift{a, b} {
		if got := l.audit(d.ID); len(got) != 1 {
			t.Errorf("a refusal left %v", got)
		}
	}

	l.ok(step(approve, b.ID, a.ID, b.ID))
	for _, d := range []models.Drift{a, b} {
		got, err := l.Drifts.Get(t.Context(), d.ID)
		l.ok(err)
		if got.Status != models.StatusApproved || *got.ApprovalReason != reason || *got.ApprovedBy != l.admin ||
			!slices.Equal(l.audit(d.ID), []string{models.ActionDriftApproved, models.ActionDriftDetected}) {
			t.Errorf("%+v, audit %v", got, l.audit(d.ID))
		}
		row := one[time.Time](l, "SELECT created_at FROM audit_logs WHERE drift_id = $1 AND action = 'drift.approved'", d.ID)
		if details := one[string](l, "SELECT details::text FROM audit_logs WHERE drift_id = $1 AND action = 'drift.approved'", d.ID); details != `{"host": "laptop", "osUser": "ann"}` {
			t.Errorf("details %s", details)
		}
		if !row.Equal(*got.ApprovedAt) {
			t.Errorf("approved at %s, says the trail %s", got.ApprovedAt, row)
		}
	}
}

// An approval of several notes for each the scan that had seen it last.
func TestStepAllNotesWhatWasSeen(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ids := []uuid.UUID{l.at("s", "a", "i-1"), l.at("s", "b", "i-2"), l.drift().ID}
	l.ok(l.Drifts.StepAll(t.Context(), ids, models.StepInput{To: models.StatusApproved, By: l.admin, Reason: reason}, nil))
	n := one[int](l, "SELECT count(DISTINCT approved_scan_id) FROM drift_summaries WHERE approved_scan_id = newest_scan_id")
	if n != 2 {
		t.Errorf("%d approvals name their scan, want 2", n)
	}
}

// By filter the step is taken where it is allowed, and the rest is counted; the alerts
// of what is resolved are read.
func TestStepEach(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var unread []uuid.UUID
	for _, status := range models.Statuses() {
		for range 2 {
			d := l.driftIn(status)
			if status != models.StatusResolved {
				unread = append(unread, l.alert(d.ID).ID)
			}
		}
	}
	critical := l.drift(func(in *models.CreateDriftInput) { in.Severity = models.SeverityCritical })
	choice, err := l.Drifts.Choose(t.Context(), models.DriftFilter{}, models.StatusApproved)
	l.ok(err)
	if len(choice.IDs) != 5 || choice.Severities[models.SeverityCritical] != 1 || choice.Severities[models.SeverityWarning] != 4 ||
		!maps.Equal(choice.Left, map[models.Status]int64{models.StatusApproved: 2, models.StatusRejected: 2, models.StatusResolved: 2}) {
		t.Errorf("chose %+v", choice)
	}
	choice, err = l.Drifts.Choose(t.Context(), models.DriftFilter{Severity: []models.Severity{models.SeverityCritical}}, models.StatusResolved)
	l.ok(err)
	if !slices.Equal(choice.IDs, []uuid.UUID{critical.ID}) || len(choice.Left) != 0 {
		t.Errorf("chose %+v", choice)
	}
	choice, err = l.Drifts.Choose(t.Context(), models.DriftFilter{}, models.StatusResolved)
	l.ok(err)
	l.ok(l.move(critical.ID, models.StatusResolved)) // by somebody else, meanwhile
	done, err := l.Drifts.StepEach(t.Context(), append(choice.IDs, someID), models.StepInput{To: models.StatusResolved, By: l.engineer, How: models.ResolvedAcknowledged}, nil)
	l.ok(err)
	if len(done.IDs) != 8 || done.Severities[models.SeverityWarning] != 8 || done.Left[models.StatusResolved] != 1 {
		t.Errorf("took %+v", done)
	}
	for _, id := range unread {
		alert, err := l.Alerts.Get(t.Context(), id)
		l.ok(err)
		if !alert.IsRead || *alert.ReadBy != l.engineer {
			t.Errorf("alert %+v", alert)
		}
	}
	_, err = l.Drifts.Choose(t.Context(), models.DriftFilter{Status: []models.Status{"lost"}}, models.StatusResolved)
	fails(t, err, models.ErrInvalid, "status")
}

// Of several who take different steps on the same drifts at once, each drift goes to
// exactly one, and nobody waits in a circle.
func TestStepEachAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ids := l.many(1200)
	var taken, left atomic.Int64
	atOnce(4, func(i int) {
		own := slices.Clone(ids)
		if i%2 == 0 {
			slices.Reverse(own)
		}
		in := models.StepInput{To: models.StatusApproved, By: l.admin, Reason: reason}
		if i%2 == 0 {
			in.To = models.StatusRejected
		}
		done, err := l.Drifts.StepEach(t.Context(), own, in, nil)
		if err != nil {
			t.Error(err)
		}
		taken.Add(int64(len(done.IDs)))
		left.Add(done.Left[models.StatusApproved] + done.Left[models.StatusRejected])
	})
	if taken.Load() != int64(len(ids)) || left.Load() != 3*int64(len(ids)) {
		t.Errorf("%d taken and %d left of %d", taken.Load(), left.Load(), len(ids))
	}
	rows := one[int](l, "SELECT count(*) FROM audit_logs WHERE action IN ('drift.approved', 'drift.rejected')")
	if deadlocks := one[int](l, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"); rows != len(ids) || deadlocks != 0 {
		t.Errorf("%d audit rows, %d deadlocks", rows, deadlocks)
	}
}

// many writes so many drifts at once.
func (l *ledger) many(n int) (ids []uuid.UUID) {
	l.Helper()
	var inputs []models.CreateDriftInput
	for range n {
		inputs = append(inputs, input())
	}
	drifts, err := l.Drifts.CreateMany(l.Context(), inputs)
	l.ok(err)
	for _, d := range drifts {
		ids = append(ids, d.ID)
	}
	return ids
}

// Ten thousand drifts take bounded time, tell how far they are, and within a unit of
// work nothing of them holds that fails.
func TestStepAllOfMany(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ids := l.many(4_000)
	begin, said := time.Now(), 0
	l.ok(l.Drifts.StepAll(t.Context(), ids, models.StepInput{To: models.StatusApproved, By: l.admin, Reason: reason}, func(done, total int) {
		if said++; done > total || total != len(ids) {
			t.Errorf("%d of %d", done, total)
		}
	}))
	t.Logf("%d drifts approved in %s", len(ids), time.Since(begin))
	if took := time.Since(begin); took > time.Minute || said != 8 {
		t.Errorf("took %s, said %d times how far it was", took, said)
	}
	failed := l.InTx(t.Context(), func(tx *repositories.Store) error {
		l.ok(tx.Drifts.StepAll(t.Context(), ids[:1000], models.StepInput{To: models.StatusResolved, By: l.admin, How: models.ResolvedManualFix}, nil))
		return fmt.Errorf("enough")
	})
	if n := one[int](l, "SELECT count(*) FROM drifts WHERE status = 'resolved'"); failed == nil || n != 0 {
		t.Errorf("%v, %d drifts are resolved", failed, n)
	}
}
