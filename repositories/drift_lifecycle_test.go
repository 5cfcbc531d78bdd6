package repositories_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Every status to every other: what the lifecycle has succeeds with one audit row,
// everything else is a conflict that changes nothing.
func TestLifecycle(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	allowed := map[models.Status][]models.Status{
		models.StatusDetected: {models.StatusTriaged, models.StatusApproved, models.StatusRejected, models.StatusResolved},
		models.StatusTriaged:  {models.StatusApproved, models.StatusRejected, models.StatusResolved},
		models.StatusApproved: {models.StatusResolved},
		models.StatusRejected: {models.StatusResolved},
		models.StatusResolved: {},
	}
	for _, from := range models.Statuses() {
		for _, to := range models.Statuses()[1:] {
			d := l.driftIn(from)
			before := l.audit(d.ID)
			err := l.move(d.ID, to)
			after, getErr := l.Drifts.Get(t.Context(), d.ID)
			l.ok(getErr)
			if slices.Contains(allowed[from], to) {
				if err != nil || after.Status != to || !slices.Equal(l.audit(d.ID), append([]string{"drift." + string(to)}, before...)) {
					t.Errorf("%s to %s: %v, is %s, audit %v", from, to, err, after.Status, l.audit(d.ID))
				}
				continue
			}
			fails(t, err, models.ErrConflict, d.ID.String(), "by engineer@example.com at 20")
			if after.Status != from || len(l.audit(d.ID)) != len(before) {
				t.Errorf("%s to %s: refused, yet the drift is %s with audit %v", from, to, after.Status, l.audit(d.ID))
			}
		}
	}
}

func TestConflictNamesTheFirst(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	_, err := l.Drifts.Approve(t.Context(), d.ID, models.ApproveDriftInput{Reason: reason, ApprovedBy: l.admin})
	l.ok(err)
	fails(t, l.move(d.ID, models.StatusRejected), models.ErrConflict, "is already approved, by admin@example.com at ", "and cannot become rejected any more")
	fails(t, l.move(d.ID, models.StatusApproved), models.ErrConflict, "is already approved", "by admin@example.com")
}

func TestReasons(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for text, enough := range map[string]bool{
		"":                             false,
		strings.Repeat("a", 9):         false,
		" " + strings.Repeat("a", 9):   false,
		strings.Repeat("a", 9) + "\t ": false,
		strings.Repeat("é", 9):         false, // 18 bytes
		"1234567\x00890":               false,
		"123456789\xff":                false,
		strings.Repeat("a", 10):        true,
		strings.Repeat("世", 10):        true,
		"'; DROP TABLE drifts; --":     true,
	} {
		approved, rejected := l.drift(), l.drift()
		_, a := l.Drifts.Approve(t.Context(), approved.ID, models.ApproveDriftInput{Reason: text, ApprovedBy: l.engineer})
		_, r := l.Drifts.Reject(t.Context(), rejected.ID, models.RejectDriftInput{Reason: text, RejectedBy: l.engineer})
		for _, err := range []error{a, r} {
			if enough {
				l.ok(err)
			} else {
				fails(t, err, models.ErrInvalid, "reason: ")
			}
		}
		got, err := l.Drifts.Get(t.Context(), approved.ID)
		l.ok(err)
		if enough && *got.ApprovalReason != text || !enough && got.Status != models.StatusDetected {
			t.Errorf("%q left %+v", text, got)
		}
	}
}
