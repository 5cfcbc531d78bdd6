package server_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

var linkToDrifts = regexp.MustCompile(`href="(/debug/drifts\?[^"]+)"`)

// TestLinksFindTheDrift: whatever a value looks like, the list that a page's link
// filters by it holds the drift.
func TestLinksFindTheDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	for n, scope := range []string{"prod, eu", "all", `a\b`, "x%2C&y", " prod ", `end\ `} {
		at := l.ago(time.Duration(10-n) * time.Minute)
		scan := l.newScan(t, scope, at)
		odd := groupDrift
		odd.ResourceID = "p-1,GROUP,123" + strings.Repeat("+", n)
		odd.ExpectedState, odd.ActualState, odd.Difference = models.JSON(`{"a,b":1,"all":1}`), models.JSON(`{"a,b":2,"all":2}`), nil
		id := l.detect(t, scan, odd, at).String()

		holds := func(page, link string) {
			t.Helper()
			link = html.UnescapeString(link)
			list := decode(t, get(h, link+"&limit=500"), http.StatusOK)
			if !slices.Contains(ids(list), id) {
				t.Errorf("%s: %s leads to %v drifts, not to this one", page, link, list["total"])
			}
		}
		page := "/debug/drifts/" + id
		links := linkToDrifts.FindAllStringSubmatch(get(h, page, "Accept", asPage).Body.String(), -1)
		if len(links) != 5 { // owner, region, account, scope, same resource
			t.Errorf("%d links on the page: %v", len(links), links)
		}
		for _, link := range links {
			holds(page, link[1])
			chips := get(h, html.UnescapeString(link[1])+"&severity=critical,info", "Accept", asPage).Body.String()
			if n := strings.Count(chips, `aria-label="Remove the filter`); n != 3 {
				t.Errorf("%s: %d chips for 3 values", link[1], n)
			}
			for _, chip := range regexp.MustCompile(`<li><a href="([^"]+)" aria-label="Remove the filter [^"]+`).FindAllStringSubmatch(chips, -1) {
				if strings.Contains(chip[1], "critical") { // else it leads to other drifts, rightly
					holds("the chips of "+link[1], chip[1])
				}
			}
		}
		page = "/debug/scans/" + scan.ID.String()
		for _, link := range linkToDrifts.FindAllStringSubmatch(get(h, page, "Accept", asPage).Body.String(), -1) {
			holds(page, link[1])
			scans := decode(t, get(h, strings.Replace(html.UnescapeString(link[1]), "/drifts", "/scans", 1)), http.StatusOK)
			if !slices.Equal(ids(scans), []string{scan.ID.String()}) {
				t.Errorf("the scans of %s are %v", scope, ids(scans))
			}
		}
		page = "/debug/scopes?limit=500"
		for _, link := range linkToDrifts.FindAllStringSubmatch(get(h, page, "Accept", asPage).Body.String(), -1) {
			if at, err := url.Parse(html.UnescapeString(link[1])); err == nil && slices.Equal(models.SplitFilter(at.Query()["scope"]), []string{scope}) && at.Query().Get("severity") == "critical" {
				holds(page, link[1])
			}
		}
		for _, link := range linkToDrifts.FindAllStringSubmatch(get(h, "/debug", "Accept", asPage).Body.String(), -1) {
			if strings.Contains(link[1], "changed=a%5C") || strings.Contains(link[1], "changed=%5C") {
				holds("the overview", link[1])
			}
		}
	}
}

var anyLink = regexp.MustCompile(`href="(/debug[^"#]*)"`)

// TestEveryLinkAnswers: no link of any page that the overview leads to is one that is
// refused, not found or failing.
func TestEveryLinkAnswers(t *testing.T) {
	t.Parallel()
	const enough = 600
	h := newLedger(t).server(t)
	queue, seen := []string{"/debug"}, map[string]string{"/debug": ""}
	for n := 0; n < len(queue) && n < enough; n++ {
		w := get(h, queue[n], "Accept", asPage)
		if w.Code >= http.StatusBadRequest {
			t.Errorf("%s, linked from %s: %d", queue[n], seen[queue[n]], w.Code)
			continue
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range anyLink.FindAllStringSubmatch(w.Body.String(), -1) {
			to := html.UnescapeString(link[1])
			if _, known := seen[to]; !known {
				seen[to], queue = queue[n], append(queue, to)
			}
		}
	}
	if len(queue) < 100 {
		t.Errorf("only %d links", len(queue))
	}
}
