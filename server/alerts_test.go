package server_test

import "testing"

func TestAlerts(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/alerts", 4, "isRead", []string{"sg-0f3", "unread", "/debug/drifts/" + l.group.String()}, map[string]int{"unread=true": 3, "unread=false": 1, "severity=critical": 2, "driftId=" + l.disk.String(): 1, "unread=all": 4}}.check(t, l, h)
}
