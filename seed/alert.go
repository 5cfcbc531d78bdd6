package seed

import (
	"fmt"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// detectedAlert words the alert of a new drift as an import does.
func detectedAlert(d *models.Drift, address, keys string, gone bool) models.Alert {
	severity := string(d.Severity)
	message := fmt.Sprintf("%s of %s %s (%s) differs from its code.", keys, d.ResourceType, d.ResourceID, address)
	if gone {
		message = fmt.Sprintf("%s %s (%s) is gone; its code still wants it.", d.ResourceType, d.ResourceID, address)
	}
	return models.Alert{
		Title:   fmt.Sprintf("%s drift: %s %s", strings.ToUpper(severity[:1])+severity[1:], d.ResourceType, d.ResourceID),
		Message: message,
	}
}

// openAlert completes an alert that has its words, and notes it in the audit trail.
func (w *writer) openAlert(d *models.Drift, a *models.Alert) {
	a.ID, a.DriftID, a.Type, a.Severity = w.id(seedAlerts), d.ID, models.AlertDriftDetected, d.Severity
	a.CreatedAt, a.UpdatedAt = d.CreatedAt, d.CreatedAt
	w.audit(models.AuditLog{
		DriftID: &a.DriftID, Action: models.ActionAlertCreated, CreatedAt: a.CreatedAt,
		NewValue: models.JSON(`{"isRead":false,"severity":"` + string(a.Severity) + `"}`),
		Details:  object("alertId", a.ID.String(), "type", a.Type),
	})
}

// readAlert lets people read an alert around a step of its drift's lifecycle: some
// before they triage, everybody at the end.
func (w *writer) readAlert(a *models.Alert, st *step) {
	switch {
	case a.IsRead:
	case st.to == models.StatusResolved:
		w.markRead(a, st.by, st.at)
	case st.to == models.StatusTriaged && w.chance(w.often(60)):
		w.markRead(a, st.by, st.at.Add(-time.Minute-w.within(20*time.Minute)))
	}
}

// noticeAlert lets a viewer read an alert whose drift nobody has touched.
func (w *writer) noticeAlert(a *models.Alert) {
	at := w.office(a.CreatedAt.Add(w.within(20 * time.Hour)))
	if at.Before(w.today) && w.chance(w.often(25)) {
		w.markRead(a, w.estate.people.viewer, at)
	}
}

func (w *writer) markRead(a *models.Alert, by *actor, at time.Time) {
	row := models.AuditLog{
		DriftID: &a.DriftID, Action: models.ActionAlertRead, CreatedAt: at,
		OldValue: models.JSON(`{"isRead":false}`), NewValue: models.JSON(`{"isRead":true}`),
		Details: object("alertId", a.ID.String()),
	}
	row.ActorID, row.ActorEmail = by.columns()
	a.IsRead, a.ReadAt, a.ReadBy, a.UpdatedAt = true, &at, row.ActorID, at
	w.audit(row)
}
