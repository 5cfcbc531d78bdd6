package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestAudit(t *testing.T) {
	t.Parallel()
	listed(t, Audit(now, []models.AuditLog{
		{
			Action: "drift.approved", ActorID: &miraID, ActorEmail: &mira, DriftID: &driftID, CreatedAt: now,
			OldValue: models.JSON(`{"status":"detected"}`), NewValue: models.JSON(`{"status":"approved"}`), Details: models.JSON(`{"a":1}`),
		},
		{Action: "seed.cleared", CreatedAt: now},
	}, names()), "drift.approved", `href="/debug/audit-logs?actorId=`+miraID.String(), mira, "sg-0f3",
		"status: detected → approved", "a: 1", "the program", `href="/debug/audit-logs?action=seed.cleared"`)
}
