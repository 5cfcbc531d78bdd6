package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestCells(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a/", 50)
	for _, pair := range [][2]string{
		{strings.Join(changeCell(models.JSON(`{"a":1,"b":"x"}`), models.JSON(`{"b":"y","c":null}`)).Words, "; "), "b: x → y; c: null; a: 1 → none"},
		{strings.Join(objectCell(models.JSON(`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}`)).Words, "; "), "a: 1; b: 2; c: 3; d: 4; and 2 more keys"},
		{objectCell(nil).Kind, "none"},
		{driftCell(names(), nil).Kind, "none"},
		{driftCell(names(), &driftID).Text, "sg-0f3"},
		{driftCell(names(), &miraID).Text, miraID.String()},
		{scopeCell("a/b", "").Title, ""},
		{scopeCell(long, "").Title, long},
		{costCell(nil).Cost.Text, ""},
		{timeCellOr(now, nil, textCell("never")).Text, "never"},
		{timeCell(now, now).When.Ago, "just now"},
		{countCell(1234).Text, "1,234"},
		{brief(long), long[:60] + "…"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%q, want %q", pair[0], pair[1])
		}
	}
}

// A long path breaks at its dots and underscores, so that no table is wider than its page.
func TestLongWordsBreak(t *testing.T) {
	t.Parallel()
	came := entries()[:1]
	came[0].Changes = []string{"rule[*].sse_algorithm"}
	html, err := ScanComparison(now, scan(), scan(), models.ScanComparison{Came: came}).Render(Frame{At: at(t, "/debug/x"), Now: now})
	if err != nil || !strings.Contains(string(html), `<span class="note">rule[*].<wbr>sse_<wbr>algorithm</span>`) {
		t.Errorf("%v: %s", err, html)
	}
}
