package repositories_test

import (
	"testing"
	"time"

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

// An approval with a term keeps it beside the drift and in the trail; one that would be
// over is refused by the database's clock and changes nothing.
func TestTermOfAnApproval(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	now, err := l.Now(t.Context())
	l.ok(err)
	termOf := func(d models.Drift) string {
		return one[string](l, `SELECT COALESCE((SELECT to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' ' || ticket || ' ' || (t.created_at = approved_at)
			FROM approval_terms t JOIN drifts ON drifts.id = t.drift_id WHERE drift_id = $1), 'none') || ' ' ||
			COALESCE((SELECT details->>'until' || ' ' || (details->>'ticket') FROM audit_logs WHERE drift_id = $1 AND action = 'drift.approved'), 'none')`, d.ID)
	}
	in := models.ApproveDriftInput{Reason: reason, ApprovedBy: l.engineer}
	plain := l.drift()
	_, err = l.Drifts.Approve(t.Context(), plain.ID, in)
	l.ok(err)
	if got := termOf(plain); got != "none none" {
		t.Errorf("without a term: %s", got)
	}
	end := now.UTC().AddDate(0, 0, 7).Truncate(time.Second)
	in.Until, in.Ticket = models.ApprovalEnd{At: end}, " CHG-1042\t"
	limited := l.drift()
	_, err = l.Drifts.Approve(t.Context(), limited.ID, in)
	l.ok(err)
	if got, want := termOf(limited), end.Format(time.DateTime)+" CHG-1042 true "+end.Format(time.RFC3339)+" CHG-1042"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	in.Until = models.ApprovalEnd{After: time.Hour}
	brief := l.drift()
	_, err = l.Drifts.Approve(t.Context(), brief.ID, in)
	l.ok(err)
	if !one[bool](l, "SELECT ends_at BETWEEN now() + interval '50 minutes' AND now() + interval '1 hour' FROM approval_terms WHERE drift_id = $1", brief.ID) {
		t.Error("an hour is no hour of the database's")
	}
	for _, over := range []time.Duration{0, -time.Hour} {
		in.Until = models.ApprovalEnd{At: now.Add(over)}
		d := l.drift()
		_, err = l.Drifts.Approve(t.Context(), d.ID, in)
		fails(t, err, models.ErrInvalid, "until: takes a time to come", "is past")
		if got, err := l.Drifts.Get(t.Context(), d.ID); err != nil || got.Status != models.StatusDetected {
			t.Errorf("refused, and is %s: %v", got.Status, err)
		}
	}
}
