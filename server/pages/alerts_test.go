package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestAlerts(t *testing.T) {
	t.Parallel()
	read := now.Add(-time.Hour)
	listed(t, Alerts(now, []models.Alert{
		{DriftID: driftID, Severity: models.SeverityCritical, Title: "It drifted", Message: "See there.", CreatedAt: now.Add(-3 * time.Hour)},
		{DriftID: driftID, IsRead: true, ReadAt: &read, ReadBy: &miraID, CreatedAt: now},
		{DriftID: uuid.Nil, IsRead: true, CreatedAt: now},
	}, names(), map[uuid.UUID]string{miraID: mira}),
		"It drifted", "See there.", "sg-0f3", `href="/debug/drifts/`+driftID.String(), "3 h ago", "<bdi>unread</bdi>", "60 min ago", mira,
		uuid.Nil.String(), "<bdi>read</bdi>")
	if table := Alerts(now, nil, nil, nil); len(table.Rows) != 0 || table.Empty == "" {
		t.Errorf("%+v", table)
	} else if strings.Contains(table.Lead, "told to people") { // notify tells, where it runs and the rules have a channel
		t.Errorf("what was raised is said to be told: %s", table.Lead)
	}
}
