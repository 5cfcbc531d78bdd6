package server_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// askOfTheNight answers what somebody on call asks, from the overview on, in steps that
// each page offers.
func askOfTheNight(t *testing.T, b *browser) {
	rows := func(selector string) []string {
		return evaluate[[]string](b, `[...document.querySelectorAll("`+selector+`")].map(e => e.textContent.trim())`)
	}
	// listed opens what a number of the overview leads to: as many rows as it says.
	listed := func(question, link string) {
		t.Helper()
		b.open("/debug", 1280, "light")
		number := strings.Fields(b.text(link))[0]
		b.follow(link)
		if got := b.text(".pager p b:last-of-type"); got != number {
			t.Errorf("%s: the overview says %s, the list has %s", question, number, got)
		}
	}

	const isNew = "what is new since yesterday"
	listed(isNew, `.tile a[href*="since="]`)
	yesterday := today(t, b).AddDate(0, 0, -1).Format(time.DateOnly)
	for _, at := range evaluate[[]string](b, `[...document.querySelectorAll(".c-detected time")].map(e => e.dateTime)`) {
		if at < yesterday {
			t.Errorf("%s: a drift of %s", isNew, at)
		}
	}

	const reverts = "what will tomorrow's apply revert, in which modules"
	listed(reverts, `.applies .revert a`)
	if len(rows(".c-status")) == 0 {
		t.Errorf("%s: none", reverts)
	}
	for _, status := range rows(".c-status") {
		if !strings.Contains(status, "apply reverts it") && !strings.Contains(status, "apply creates it again") {
			t.Errorf("%s: %q", reverts, status)
		}
	}
	for _, where := range rows(".c-where .line") {
		if where == "" {
			t.Errorf("%s: a row does not name its module", reverts)
		}
	}

	const stale = "which modules have not been scanned for two days"
	listed(stale, `.tile a[href="/debug/scopes?stale=true"]`)
	for _, scan := range rows("td.k-stale, td.k-time") {
		if !strings.Contains(scan, "not scanned since") {
			t.Errorf("%s: %q", stale, scan)
		}
	}

	const replaced = "who approved the drift that this one replaced, and why"
	b.open(successorOfAnApproved(t, b.base), 1280, "light")
	if got := b.text(`section[aria-label="Predecessor"]`); !strings.Contains(got, "pproved") || !strings.Contains(got, "@") || len(b.text(`section[aria-label="Predecessor"] blockquote`)) < 10 {
		t.Errorf("%s: %q", replaced, got)
	}

	const stood = "what stood open on the first of the month"
	b.open("/debug", 1280, "light")
	b.follow(`.top nav a[href="/debug/drifts"]`)
	first := today(t, b).AddDate(0, 0, 1-today(t, b).Day()).Format(time.DateOnly)
	b.do("opening the other filters", chromedp.Click(chromedp.CSS(".filters summary")))
	b.do("filling in the first of the month", chromedp.SendKeys(chromedp.CSS(`input[name="asOf"]`), first))
	b.follow(`.filters button`)
	if got := b.text(".asof-banner"); !strings.Contains(got, first+" 00:00 UTC") {
		t.Errorf("%s: the page says %q", stood, got)
	}
	if len(rows(".c-status .status")) == 0 {
		t.Errorf("%s: nothing", stood)
	}
	for _, status := range rows(".c-status .status") {
		if status != "detected" && status != "triaged" && status != "rejected" {
			t.Errorf("%s: a drift that was %s", stood, status)
		}
	}
}

// today is the day of the site, whose clock is not the test's.
func today(t *testing.T, b *browser) time.Time {
	t.Helper()
	read := strings.Fields(b.text("footer span:nth-of-type(2)"))
	day, err := time.Parse(time.DateOnly, read[1])
	must(t, err)
	return day
}

// successorOfAnApproved finds the page of a drift that took the place of an approved one.
func successorOfAnApproved(t *testing.T, base string) string {
	t.Helper()
	read := func(path string) map[string]any {
		response, err := http.Get(base + path)
		must(t, err)
		defer response.Body.Close()
		var body map[string]any
		must(t, json.NewDecoder(response.Body).Decode(&body))
		return body
	}
	for _, item := range read("/debug/drifts?limit=500&format=json")["items"].([]any) {
		d := item.(map[string]any)
		if d["supersedes"] == nil {
			continue
		}
		page := "/debug/drifts/" + d["id"].(string)
		if before := read(page + "?format=json")["supersedes"].(map[string]any); before["status"] == "approved" {
			return page
		}
	}
	t.Fatal("no drift of the seed took the place of an approved one")
	return ""
}
