package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	stats := decode(t, get(h, "/debug/stats"), http.StatusOK)
	open := stats["open"].(map[string]any)
	next := open["nextApply"].(map[string]any)
	for name, pair := range map[string][2]any{
		"open":     {open["drifts"], number("3")},
		"critical": {open["critical"], number("2")},
		"cost":     {open["costMonthly"], number("-45.00")},
		"unpriced": {open["costUnknown"], number("2")},
		"oldest":   {open["oldest"], l.ago(networkAge).Format(time.RFC3339)},
		"revert":   {next["revert"], number("2")},
		"unknown":  {next["unknown"], number("1")},
		"unread":   {stats["unreadAlerts"], number("3")},
		"days":     {len(stats["days"].([]any)), 90},
		"costs":    {len(stats["costs"].([]any)), 1},
		"resolved": {stats["resolutionTimes"].([]any)[0].(map[string]any)["drifts"], number("1")},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %v, want %v", name, pair[0], pair[1])
		}
	}
	if got := decode(t, get(h, "/debug?days=30"), http.StatusOK)["days"].([]any); len(got) != 30 {
		t.Errorf("%d days, want 30", len(got))
	}
	for path, wants := range map[string][]string{
		"/debug":       {"sg-0f3", "2 d ago", "−$45.00", "at their rates; not known of 2<", "will be undone", `href="/debug/drifts?severity=critical&amp;status=open"`, "<svg class=\"chart\"", "The figures as a table"},
		"/debug/stats": {"Drifts by status and severity", "Not known of", l.clock.Format(time.DateOnly)},
	} {
		body := strings.ReplaceAll(get(h, path, "Accept", asPage).Body.String(), "<wbr>", "")
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q", path, want)
			}
		}
		checkSelfContained(t, path, body)
	}

	// What changes is seen at once, however often it was asked for before.
	_, err := l.store.Alerts.MarkAllRead(t.Context(), l.mira.ID)
	must(t, err)
	if got := decode(t, get(h, "/debug/stats"), http.StatusOK)["unreadAlerts"]; got != number("0") {
		t.Errorf("%v alerts are unread after all were read", got)
	}
}
