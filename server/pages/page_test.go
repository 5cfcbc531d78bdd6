package pages

import (
	"strings"
	"testing"
)

func TestFrame(t *testing.T) {
	t.Parallel()
	f := Frame{At: at(t, "/debug/scans/7?limit=5"), Now: now, Version: "1.2.3", RequestID: "r-1",
		Sections: []Section{{"Overview", "/debug"}, {"Scans", "/debug/scans"}, {"Users", "/debug/users"}}}
	html, err := Health("ok", "Well.").Render(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<a href="/debug/scans" aria-current="page">Scans</a>`, "Guardian 1.2.3", "2026-11-23 03:00 UTC", "r-1", `href="/debug/scans/7?format=json&amp;limit=5"`} {
		if !strings.Contains(string(html), want) {
			t.Errorf("no %s in %s", want, html)
		}
	}
	if n := strings.Count(string(html), "aria-current"); n != 1 {
		t.Errorf("%d current sections", n)
	}
	f.Failed = true
	if html, _ = Health("ok", "Well.").Render(f); strings.Contains(string(html), "format=json") {
		t.Error("the page of an error has itself as JSON")
	}
	if _, err := (Page{"drift", "x", 7}).Render(f); err == nil {
		t.Error("a page of something else is rendered")
	}
}
