package seed

import (
	"github.com/clouddrift/guardian/models"
)

// writeDrift writes a drift that was detected and then went through steps, with
// its audit rows and, unless it is only informational, its alert. What no scan detected is as old at any hour of the day, so
// nobody notices its alert: whether that was in office hours would go by when the seed is run.
func (w *writer) writeDrift(d models.Drift, detected models.JSON, alert models.Alert, steps []step) {
	id := d.ID
	d.Status, d.UpdatedAt = models.StatusDetected, d.CreatedAt
	w.audit(models.AuditLog{
		DriftID: &id, Action: models.ActionDriftDetected, CreatedAt: d.CreatedAt, Details: detected,
		NewValue: object("resourceId", d.ResourceID, "resourceType", d.ResourceType, "severity", string(d.Severity), "status", "detected"),
	})
	var toRead *models.Alert
	if d.Severity.AtLeast(models.SeverityWarning) {
		toRead = &alert
		w.openAlert(&d, toRead)
	}
	for i := range steps {
		st := &steps[i]
		if toRead != nil {
			w.readAlert(toRead, st)
		}
		w.takeStep(&d, st)
	}
	if toRead != nil {
		if len(steps) == 0 && detected != nil {
			w.noticeAlert(toRead)
		}
		w.rows.Alerts = append(w.rows.Alerts, *toRead)
	}
	w.rows.Drifts = append(w.rows.Drifts, d)
}

// takeStep changes the columns and writes the audit row of it.
func (w *writer) takeStep(d *models.Drift, st *step) {
	id, old := d.ID, d.Status
	d.Status, d.UpdatedAt = st.to, st.at
	changed := []string{"status", string(st.to)}
	switch st.to {
	case models.StatusApproved:
		d.ApprovedAt, d.ApprovedBy, d.ApprovalReason = &st.at, &st.by.id, &st.reason
		changed = []string{"reason", st.reason, "status", string(st.to)}
	case models.StatusRejected:
		d.RejectedAt, d.RejectedBy, d.RejectionReason = &st.at, &st.by.id, &st.reason
		changed = []string{"reason", st.reason, "status", string(st.to)}
	case models.StatusResolved:
		d.ResolvedAt, d.ResolvedHow = &st.at, &st.how
		changed = []string{"resolvedHow", string(st.how), "status", string(st.to)}
	}
	action := st.action
	if action == "" {
		action = stepActions[st.to]
	}
	row := models.AuditLog{
		DriftID: &id, Action: action, CreatedAt: st.at,
		OldValue: object("status", string(old)), NewValue: object(changed...), Details: st.details,
	}
	row.ActorID, row.ActorEmail = st.by.columns()
	w.audit(row)
}
