package server_test

import (
	"strings"
	"testing"
)

func TestAlerts(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	listCase{"/debug/alerts", 4, "isRead", []string{"sg-0f3", "unread", "/debug/drifts/" + l.group.String()}, map[string]int{"unread=true": 3, "unread=false": 1, "severity=critical": 2, "driftId=" + l.disk.String(): 1, "unread=all": 4}}.check(t, l, h)
	// The form keeps a filter of several values where another is set in it.
	if body := get(h, "/debug/alerts?severity=critical,warning", "Accept", asPage).Body.String(); !strings.Contains(body, "<option selected>critical,warning</option>") {
		t.Error("the form forgets the severities")
	}
}
