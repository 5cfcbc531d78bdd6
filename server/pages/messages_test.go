package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	at := now.Add(-3 * time.Hour)
	listed(t, Messages(now, []models.Message{
		{Severity: models.SeverityCritical, Title: "3 drifts in prod", Channel: "oncall", Status: models.MessageGivenUp, GivenUpAt: &at, LastError: "it answered 500", Attempts: 31, CreatedAt: now},
		{Severity: models.SeverityWarning, Title: "1 drift in prod", Channel: "team", Status: models.MessageSent, SentAt: &at, CreatedAt: now},
		{Severity: models.SeverityWarning, Title: "2 drifts in prod", Channel: "team", Status: models.MessageWaiting, NextAt: now.Add(time.Hour), CreatedAt: now},
	}), "3 drifts in prod", "it answered 500", "oncall", "given up", "3 h ago", "sent", "waiting", "until ", ">31<")
	if table := Messages(now, nil); len(table.Rows) != 0 || !strings.Contains(table.Empty, "guardian notify makes them") { // what waits for it is no message yet
		t.Errorf("%+v", table)
	}
}
