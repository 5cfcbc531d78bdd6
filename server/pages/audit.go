package pages

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Audit is the audit trail; drifts are the names of those in it.
func Audit(now time.Time, rows []models.AuditLog, drifts map[uuid.UUID]models.DriftName) Table {
	t := Table{
		Title: "Audit trail", Lead: "Every change, by whom, and what it changed. The database lets nobody alter it.",
		Columns: []string{"When", "What", "Who", "Drift", "What changed", "Details"},
		Empty:   "Nothing has been done yet.",
	}
	for _, a := range rows {
		who := textCell("the program")
		if a.ActorEmail != nil {
			who = textCell(*a.ActorEmail)
		}
		if a.ActorID != nil {
			who.Href = "/debug/audit-logs?actorId=" + a.ActorID.String()
		}
		t.Rows = append(t.Rows, []cell{
			timeCell(now, a.CreatedAt), linkCell(a.Action, filtered("/debug/audit-logs", "action", a.Action)),
			who, driftCell(drifts, a.DriftID), changeCell(a.OldValue, a.NewValue), objectCell(a.Details),
		})
	}
	return t
}
