package server_test

import (
	"testing"
	"time"
)

func TestAudit(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/audit-logs", 17, "action", []string{"drift.approved", "mira@example.com", "the program"}, map[string]int{"action=drift.approved": 1, "action=drift.approved,drift.rejected": 2,
		"actorId=" + l.mira.ID.String() + "&action=drift.triaged": 1, "driftId=" + l.disk.String() + "&action=drift.detected": 1,
		"since=" + l.now.AddDate(100, 0, 0).Format(time.DateOnly): 0}}.check(t, l, h)
}
