package server_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
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
	if got := b.text(".crumbs a:last-of-type"); got != "status approved" {
		t.Errorf("the way back reads %q", got)
	}
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

// printAndCut looks at what only a browser decides: that what is printed is a table
// however narrow the paper, and that of a long name the middle is hidden.
func printAndCut(t *testing.T, b *browser) {
	b.open("/debug/drifts?status=all&limit=500", 1000, "light")
	const cutScript = `[...document.querySelectorAll(".start")].filter(e => e.scrollWidth > e.clientWidth + 1)`
	if evaluate[int](b, cutScript+".length") == 0 {
		t.Error("no name is so long that its middle is hidden")
	}
	for _, name := range evaluate[[]string](b, cutScript+`.filter(e => {
		const end = document.createRange();
		end.selectNodeContents(e.parentElement);
		end.setStartAfter(e);
		return end.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 1;
	}).map(e => e.parentElement.textContent)`) {
		t.Errorf("the end of %s is hidden", name)
	}
	b.within("printing", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	})
	b.do("setting the width", chromedp.EmulateViewport(700, 800))
	if got := evaluate[string](b, `getComputedStyle(document.querySelector(".drifts tbody tr")).display`); got != "table-row" {
		t.Errorf("a row is printed as %s", got)
	}
	if evaluate[bool](b, `document.querySelector(".filters").checkVisibility()`) {
		t.Error("the filters are printed")
	}
}

// seenInFocus looks that whatever takes the focus is seen then, on a page as narrow as a phone and as wide as a desk.
func seenInFocus(t *testing.T, b *browser) {
	for _, width := range []int64{390, 1280} {
		b.open("/debug/drifts?status=all", width, "light")
		for _, hidden := range evaluate[[]string](b, `[...document.querySelectorAll("a[href], button, input, select, summary")].filter(e => {
			e.focus();
			const box = e.getBoundingClientRect();
			let clipped = box.width < 5 || box.height < 5;
			for (let p = e; p; p = p.parentElement) clipped ||= getComputedStyle(p).clipPath !== "none";
			return document.activeElement === e && clipped;
		}).map(e => e.outerHTML)`) {
			t.Errorf("%d pixels wide, it has the focus and nobody sees it: %s", width, hidden)
		}
	}
}
