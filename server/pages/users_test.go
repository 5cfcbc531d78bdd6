package pages

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestUsers(t *testing.T) {
	t.Parallel()
	listed(t, Users(now, []models.User{
		{ID: miraID, Email: mira, FirstName: ptr("Mira"), Role: models.RoleEngineer, IsActive: true, LastLoginAt: ptr(now.Add(-3 * time.Hour)), CreatedAt: now},
		{Email: "b@example.com", CreatedAt: now},
	}), mira, "<bdi>Mira</bdi>", "engineer", "active", "deactivated", "3 h ago", `href="/debug/audit-logs?actorId=`+miraID.String())
}
