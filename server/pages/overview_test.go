package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Messages that were given up are a line beside the alerts.
func TestOverviewTellsWhatWasGivenUp(t *testing.T) {
	t.Parallel()
	f := figures()
	f.MessagesGivenUp = 3
	shows(t, Overview(now, f, Plots(f), 30), `<a href="/debug/messages?status=given_up"><b>3</b> messages given up</a> in 7 days; the list has older ones, too`)
	f.MessagesGivenUp = 1
	shows(t, Overview(now, f, Plots(f), 30), `<b>1</b> message given up</a>`)
}

func TestOverview(t *testing.T) {
	t.Parallel()
	f := figures()
	f.Scopes = models.ScopeCount{All: 2, Scanned: []time.Time{now.Add(-time.Hour)}}
	f.ChangedKeys = append(f.ChangedKeys, models.KeyCount{Key: strings.Repeat("k", maxText+1), Drifts: 9}) // too long an address
	shows(t, Overview(now, f, Plots(f), 30), "sg-0f3", ">2 d ago<", "the next apply reverts", `href="/debug/drifts?severity=critical&amp;status=open"`,
		`<svg class="chart"`, "The figures as a table", `href="/debug/drifts?changed=a%5C,b&amp;status=open"`, "no account", `<a href="/debug/drifts?nextApply=revert&amp;status=open"><b>2</b> <span>the next apply reverts</span></a>`, "The last 30 days", "kk…kk", "kk</code> <b>9</b>")
	f.Open.Drifts, f.Open.CostUnknown, f.Open.CostMonthly = 3, 3, models.MoneySum{}
	shows(t, Overview(now, f, Plots(f), 30), `<div class="big">not known</div>`, "at their rates; not known of 3<")
	f.Open.CostUnknown = 0
	shows(t, Overview(now, f, Plots(f), 30), `sort=-costImpactMonthly">$0.00</a></div>`, "at their rates<")
	if body := shows(t, Overview(now, f, Plots(f), 30)); strings.Contains(body, "no code knows") || strings.Contains(body, "kind=") {
		t.Error("what no code knows is counted where there is nothing of it")
	}
	f.Unmanaged = models.UnmanagedFigures{SeverityCounts: models.SeverityCounts{Critical: 2, Info: 1500}, Drifts: 1502}
	shows(t, Overview(now, f, Plots(f), 30), `<a href="/debug/drifts?status=open&amp;kind=unmanaged">1,502</a>`, `<a href="/debug/drifts?severity=info&amp;status=open&amp;kind=unmanaged"><b>1,500</b>`,
		`<a href="/debug/drifts?status=open&amp;kind=configuration,state,unknown">3</a>`, "resources that no code knows; no other figure of drifts but overdue counts them")
	shows(t, Overview(now, models.Figures{AsOf: now}, "", 90), "guardian import plan.json")
	f.Open.New, f.Open.Overdue = 41, 1234
	shows(t, Overview(now, f, Plots(f), 30), `<a class="overdue" href="/debug/drifts?overdue=true&amp;status=open"><b>1,234</b> overdue</a>, unmanaged ones too`)
	shows(t, Overview(now, f, Plots(f), 30), `<a href="/debug/drifts?since=2026-11-22&amp;status=open&amp;kind=configuration,state,unknown">41</a>`,
		`<a href="/debug/scopes?stale=true"><b>1</b> not scanned for two days</a>`, "aws_security_group.bastion", `<a href="/debug/scopes/network/prod">`)
	f.Scopes.All = 1
	shows(t, Overview(now, f, Plots(f), 30), "each scanned within two days")
}

// What is said of none says of what: of no scope that it was scanned, and of what no code knows that it is not open.
func TestOverviewOfNone(t *testing.T) {
	t.Parallel()
	f := figures()
	f.Open = models.OpenFigures{}
	if body := shows(t, Overview(now, f, "", 30), "nothing is open", "no scan is kept"); strings.Contains(body, "each scanned") {
		t.Error("of no scope it is said that each was scanned")
	}
	f.Unmanaged = models.UnmanagedFigures{SeverityCounts: models.SeverityCounts{Critical: 2}, Drifts: 2}
	if body := shows(t, Overview(now, f, "", 30), "nothing that code knows is open"); strings.Contains(body, "nothing is open") {
		t.Error("two drifts are open, and nothing is said to be")
	}
}

// Critical drifts of what no code knows are in no list of the page, so it leads to them where one looks first, also where nothing else is open.
func TestOverviewLeadsToWhatIsCriticalAndUnmanaged(t *testing.T) {
	t.Parallel()
	f := figures()
	f.Unmanaged = models.UnmanagedFigures{SeverityCounts: models.SeverityCounts{Info: 9}, Drifts: 9}
	if body := shows(t, Overview(now, f, "", 30)); strings.Contains(body, "not in this list") {
		t.Error("what is no more than info is to be looked at first")
	}
	f.Unmanaged.Critical = 1500
	const lead = `<a href="/debug/drifts?severity=critical&amp;status=open&amp;kind=unmanaged"><b>1,500</b> `
	shows(t, Overview(now, f, "", 30), "Look at these first</h2>", lead, "of resources that no code knows, which are not in this list")
	f.Open, f.Worst = models.OpenFigures{}, nil
	shows(t, Overview(now, f, "", 30), "Look at these first</h2>", lead, "of resources that no code knows</p>")
}

// Where more is open than is looked at, the ranking says of what it is.
func TestKeysOfASample(t *testing.T) {
	t.Parallel()
	f := figures()
	for open, want := range map[int64]string{models.KeySample: "in open drifts; the lists have more: ", models.KeySample + 1: "in the 2,000 open drifts detected last; the lists have more: "} {
		f.Open.Drifts = open
		shows(t, Overview(now, f, Plots(f), 30), want)
	}
}
