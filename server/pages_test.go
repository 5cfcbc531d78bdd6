package server_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// refused is an address that is answered with an error page.
const refused = "/debug/drifts?status=x"

// walkThePages does what a person does: filters, leafs through, opens a drift and
// reads who approved it and why. The same run takes the README's pictures.
func walkThePages(t *testing.T, b *browser) {
	b.open("/", 1280, "light")
	if got := b.address().Path; got != "/debug" {
		t.Errorf("/ leads to %s", got)
	}
	if fold := evaluate[float64](b, `document.querySelector(".tiles").getBoundingClientRect().bottom`); fold > 400 {
		t.Errorf("what is open ends %v pixels down", fold)
	}
	b.picture("overview", 1280, 1000)

	b.follow(`.top nav a[href="/debug/drifts"]`)
	if got := b.address().RawQuery; got != "status=open" {
		t.Errorf("the list of drifts opens on %s", got)
	}
	b.follow(`.presets a[href="/debug/drifts?status=all"]`)
	if rows := evaluate[int](b, `document.querySelectorAll(".drifts tbody tr").length`); rows != 50 {
		t.Errorf("%d rows, want 50", rows)
	}
	b.picture("drifts", 1280, 900)
	b.follow(`.pager a[rel="next"]`)
	if got := b.text(".pager p"); got != "51–64 of 64" {
		t.Errorf("the second page says %q", got)
	}
	b.follow(`.pager a[rel="prev"]`)
	approved := `input[name="status"][value="approved"]`
	b.do("clicking "+approved, chromedp.Click(chromedp.CSS(approved)))
	b.follow(`.filters button`)
	if got := b.address(); got.Query().Get("status") != "approved" {
		t.Errorf("the filter gives %s", got)
	}
	for _, status := range evaluate[[]string](b, `[...document.querySelectorAll(".c-status .status")].map(e => e.textContent)`) {
		if status != "approved" {
			t.Errorf("a %s drift among the approved", status)
		}
	}
	b.follow(".c-resource a")
	if got := b.text(".decision.approved h2"); !strings.HasPrefix(got, "Approved by ") || !strings.Contains(got, "@") {
		t.Errorf("who approved reads %q", got)
	}
	if got := b.text(".decision.approved blockquote"); len(got) < 10 {
		t.Errorf("why reads %q", got)
	}
	if got := b.text(".diff td.actual"); strings.TrimSpace(got) == "" {
		t.Error("the difference shows nothing")
	}
	b.open("/debug/drifts?status=approved&severity=critical", 1280, "light")
	b.follow(".c-resource a")
	b.picture("drift", 1280, 1000)
	drift := b.address().Path

	b.open("/debug", 1280, "dark")
	b.picture("overview-dark", 1280, 1000)
	b.open(drift, 390, "dark")
	b.picture("drift-narrow", 390, 844)
}
