package models_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestScopes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	scanned := func(name, tool string, ago time.Duration, open models.SeverityCounts) models.Scope {
		return models.Scope{Name: name, Tool: tool, Newest: &models.Scan{ScannedAt: now.Add(-ago)}, Open: open}
	}
	scopes := models.Scopes{All: []models.Scope{
		scanned("prod/a", "pulumi", time.Hour, models.SeverityCounts{}),
		scanned("prod/a", "terraform", time.Hour, models.SeverityCounts{Info: 9}),
		scanned("prod/b", "terraform", models.StaleAfter, models.SeverityCounts{Warning: 1}),
		scanned("prod/c", "terraform", models.StaleAfter+time.Second, models.SeverityCounts{}),
		scanned("production", "terraform", time.Hour, models.SeverityCounts{Critical: 1}),
		{Name: "lost", Tool: "terraform", Owners: []string{"net", "web"}, Overdue: 2},
	}, None: models.Scope{Overdue: 1}}
	for query, want := range map[string]string{
		"":                               "production b lost c a/terraform a/pulumi",
		"scope=prod/*":                   "b c a/terraform a/pulumi",
		"scope=prod/a":                   "a/terraform a/pulumi",
		"scope=prod/a,lost&tool=pulumi":  "a/pulumi",
		"stale=true":                     "lost c",
		"stale=false&tool=terraform":     "production b a/terraform",
		"scope=nothing":                  "",
		"owner=web,other":                "lost",
		"owner=we":                       "",
		"tool=terraform&scope=prod/*,xy": "b c a/terraform",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f, _, err := models.ParseFilter(values, models.ScopeFilters())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, s := range scopes.Of(f, now) {
			name := map[string]string{"prod/a": "a/" + s.Tool, "prod/b": "b", "prod/c": "c"}[s.Name]
			if name == "" {
				name = s.Name
			}
			got += " " + name
		}
		if got = got[min(1, len(got)):]; got != want {
			t.Errorf("%q gives %q, want %q", query, got, want)
		}
	}
	scopes.Order(now)
	if first, last := scopes.All[0].Name, scopes.All[5].Tool; first != "production" || last != "pulumi" {
		t.Errorf("%s comes first, one of %s last", first, last)
	}
	if n := scopes.Overdue(); n != 3 {
		t.Errorf("%d overdue, want 3", n)
	}
	if got := models.Yesterday(now.In(time.FixedZone("", -5*3600))); !got.Equal(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("yesterday is %s", got)
	}
}

func TestScopeResponse(t *testing.T) {
	t.Parallel()
	scan := models.Scan{ScannedAt: time.Date(2026, 11, 26, 4, 0, 0, 0, time.FixedZone("", 3600)), Checked: 7, Created: 2, Resolved: 1, NotClosing: "why"}
	s := models.Scope{
		Name: "prod", Tool: "terraform", Newest: &scan, Open: models.SeverityCounts{Critical: 1, Info: 2}, Unmanaged: 3, New: 1, Owners: []string{"net"}, Overdue: 4,
		NextApply: map[models.NextApply]int64{models.NextApplyRevert: 2, models.NextApplyUnknown: 1},
	}
	const want = `{"scope":"prod","tool":"terraform","scanId":"00000000-0000-0000-0000-000000000000","scannedAt":"2026-11-26T03:00:00Z",` +
		`"checked":7,"created":2,"resolved":1,"notClosing":"why","critical":1,"warning":0,"info":2,"revert":2,"keep":0,"unknown":1,"new":1,"unmanaged":3,"owners":["net"],"overdue":4}`
	if got := string(models.MustJSON(s.Response())); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	const none = `{"scope":"x","tool":"y","checked":0,"created":0,"resolved":0,"critical":0,"warning":0,"info":0,"revert":0,"keep":0,"unknown":0,"new":0,"unmanaged":0,"owners":[],"overdue":0}`
	if got := string(models.MustJSON(models.Scope{Name: "x", Tool: "y"}.Response())); got != none {
		t.Errorf("got  %s\nwant %s", got, none)
	}
}
