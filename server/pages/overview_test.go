package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestOverview(t *testing.T) {
	t.Parallel()
	f := figures()
	f.ChangedKeys = append(f.ChangedKeys, models.KeyCount{Key: strings.Repeat("k", maxText+1), Drifts: 9}) // too long an address
	shows(t, Overview(now, f, Plots(f), 30), "sg-0f3", "2 d ago", "will be undone", `href="/debug/drifts?severity=critical&amp;status=open"`,
		`<svg class="chart"`, "The figures as a table", `href="/debug/drifts?changed=a%5C,b&amp;status=open"`, "no account", `<a href="/debug/drifts?nextApply=revert&amp;status=open"><b>2</b> will be undone</a>`, "The last 30 days", "<li><code>"+strings.Repeat("k", maxName)+"…</code> <b>9</b>")
	f.Open.Drifts, f.Open.CostUnknown, f.Open.CostMonthly = 3, 3, models.MoneySum{}
	shows(t, Overview(now, f, Plots(f), 30), `<p class="big">not known</p>`, "at their rates; not known of 3<")
	f.Open.CostUnknown = 0
	shows(t, Overview(now, f, Plots(f), 30), `<p class="big">$0.00</p>`, "at their rates<")
	shows(t, Overview(now, models.Figures{AsOf: now}, "", 90), "guardian import plan.json")
}
