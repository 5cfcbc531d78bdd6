package repositories_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

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

func TestWhatAStepLeaves(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	approved, rejected := l.drift(), l.drift()
	got, err := l.Drifts.Approve(t.Context(), approved.ID, models.ApproveDriftInput{Reason: "  " + reason + "\n", ApprovedBy: l.engineer})
	l.ok(err)
	if got.ApprovedAt == nil || *got.ApprovedBy != l.engineer || *got.ApprovalReason != reason || got.RejectedAt != nil || got.ResolvedAt != nil {
		t.Errorf("approved: %+v", got)
	}
	got, err = l.Drifts.Reject(t.Context(), rejected.ID, models.RejectDriftInput{Reason: reason, RejectedBy: l.admin})
	l.ok(err)
	if got.RejectedAt == nil || *got.RejectedBy != l.admin || *got.RejectionReason != reason || got.ApprovedAt != nil {
		t.Errorf("rejected: %+v", got)
	}
	got, err = l.Drifts.Resolve(t.Context(), rejected.ID, models.ResolveDriftInput{How: models.ResolvedAutoRemediate, ResolvedBy: l.engineer})
	l.ok(err)
	if got.ResolvedAt == nil || *got.ResolvedHow != models.ResolvedAutoRemediate || got.RejectedAt == nil {
		t.Errorf("resolved: %+v", got)
	}
	page, err := l.Audit.List(t.Context(), models.AuditFilter{DriftID: &rejected.ID, Action: []string{models.ActionDriftRejected}}, models.PageRequest{})
	l.ok(err)
	row := page.Items[0]
	if string(row.OldValue) != `{"status": "detected"}` || string(row.NewValue) != `{"reason": "good enough", "status": "rejected"}` ||
		*row.ActorID != l.admin || *row.ActorEmail != "admin@example.com" || !row.CreatedAt.Equal(*got.RejectedAt) {
		t.Errorf("audit row %+v", row)
	}
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

// Resolving a drift reads its alerts, each with its audit row, and no other's.
func TestResolveReadsAlerts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d, other := l.drift(), l.drift()
	read, unread, strange := l.alert(d.ID), l.alert(d.ID), l.alert(other.ID)
	_, err := l.Alerts.MarkRead(t.Context(), read.ID, l.viewer)
	l.ok(err)
	l.ok(l.move(d.ID, models.StatusResolved))
	for id, by := range map[uuid.UUID]*uuid.UUID{read.ID: &l.viewer, unread.ID: &l.engineer, strange.ID: nil} {
		a, err := l.Alerts.Get(t.Context(), id)
		l.ok(err)
		if a.IsRead != (by != nil) || by != nil && (*a.ReadBy != *by || a.ReadAt == nil) {
			t.Errorf("alert %+v", a)
		}
	}
	n := one[int](l, "SELECT count(*) FROM audit_logs WHERE action = 'alert.read' AND drift_id = $1", d.ID)
	if n != 2 {
		t.Errorf("%d audit rows of alerts, want 2", n)
	}
}
