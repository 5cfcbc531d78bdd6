package repositories_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

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
