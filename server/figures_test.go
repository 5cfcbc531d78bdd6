package server_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
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
		"/debug":       {"sg-0f3", "2 d ago", "−$45.00", "at their rates; not known of 2<", "the next apply reverts", `href="/debug/drifts?severity=critical&amp;status=open"`, "<svg class=\"chart\"", "The figures as a table"},
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

// Resources that no code knows have a count of their own, which leads to a list that
// holds as many, and no other figure of drifts counts them.
func TestUnmanagedFigures(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	figures := func() map[string]any {
		f := decode(t, get(h, "/debug/stats"), http.StatusOK)
		delete(f, "asOf")
		delete(f, "unreadAlerts") // somebody is told of them all the same
		return f
	}
	before := figures()
	account := l.newScan(t, "account", l.ago(1000*time.Hour))
	for id, severity := range map[string]models.Severity{"eve": models.SeverityCritical, "tmp": models.SeverityInfo} {
		l.detect(t, account, models.Detection{
			ResourceID: id, ResourceType: "aws_iam_user", Address: "aws_iam_user:" + id, Kind: models.KindUnmanaged, Severity: severity,
			ExpectedState: models.JSON(`{}`), ActualState: models.JSON(`{}`), NextApply: models.NextApplyUnknown,
		}, l.ago(1000*time.Hour))
	}
	after := figures()
	unmanaged := after["unmanaged"].(map[string]any)
	if unmanaged["drifts"] != number("2") || unmanaged["critical"] != number("1") || unmanaged["info"] != number("1") {
		t.Errorf("unmanaged: %v", unmanaged)
	}
	if groups := fmt.Sprint(after["groups"]); strings.Count(groups, "unmanaged:true") != 2 {
		t.Errorf("groups: %s", groups)
	}
	for _, f := range []map[string]any{before, after} {
		delete(f, "unmanaged")
		delete(f, "groups")
	}
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("other figures changed:\n%v\n%v", before, after)
	}
	body := get(h, "/debug", "Accept", asPage).Body.String()
	links := regexp.MustCompile(`<a href="(/debug/drifts\?[^"]*status=open[^"]*)"><?b?>?([\d,]+)<`).FindAllStringSubmatch(body, -1)
	if len(links) < 8 || strings.Contains(body, ">eve<") {
		t.Errorf("%d numbers lead to lists; what no code knows is looked at first: %t", len(links), strings.Contains(body, ">eve<"))
	}
	for _, link := range links {
		list := strings.ReplaceAll(link[1], "&amp;", "&")
		if total := decode(t, get(h, list), http.StatusOK)["total"]; total != number(link[2]) {
			t.Errorf("%s holds %v drifts, and is told as %s", list, total, link[2])
		}
	}
	text := get(h, "/metrics").Body.String()
	for _, want := range []string{`guardian_drifts{severity="critical",status="detected"} 1`, `guardian_drifts_unmanaged{severity="critical",status="detected"} 1`, `guardian_drifts_unmanaged{severity="warning",status="detected"} 0`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}
