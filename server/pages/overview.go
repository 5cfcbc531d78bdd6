package pages

import (
	"html/template"
	"strconv"
	"time"

	"github.com/clouddrift/guardian/models"
)

// overviewView is the page that answers, before one scrolls: what is open, how bad
// is it, since when, what does it cost, and will the next apply undo it.
type overviewView struct {
	None      bool // nothing was ever recorded
	Open      string
	OpenHref  string
	Severity  []tile
	Statuses  []tile
	Oldest    *moment
	Cost      cost
	Unpriced  string // how many of the open drifts have no known cost, "" for none
	NextApply []tile
	Unread    string
	Worst     []driftRow
	Keys      []tile
	Accounts  []tile
	Plots     template.HTML
	Days      int
	Ranges    []link
	AsOf      moment
}

// tile is a figure that leads to the rows behind it.
type tile struct {
	Kind, Text, Href string
	Cost             cost
	Share            string // of the largest of its kind, in percent
}

// Overview is the page of the figures of the last days, with the [Plots] of them.
func Overview(now time.Time, f models.Figures, plots template.HTML, days int) Page {
	open := string(models.StatusOpen)
	v := overviewView{
		None: len(f.Groups) == 0, Days: days, AsOf: momentOf(now, f.AsOf),
		Open: grouped(f.Open.Drifts), OpenHref: "/debug/drifts?status=" + open,
		Cost: costOfSum(f.Open.CostMonthly), Plots: plots, Unread: grouped(f.UnreadAlerts),
	}
	if f.Open.CostUnknown > 0 {
		v.Unpriced = grouped(f.Open.CostUnknown)
		if f.Open.CostUnknown == f.Open.Drifts {
			v.Cost = cost{}
		}
	}
	if f.Open.Oldest != nil {
		oldest := momentOf(now, *f.Open.Oldest)
		v.Oldest = &oldest
	}
	for _, g := range []struct {
		severity models.Severity
		n        int64
	}{{models.SeverityCritical, f.Open.Critical}, {models.SeverityWarning, f.Open.Warning}, {models.SeverityInfo, f.Open.Info}} {
		v.Severity = append(v.Severity, tile{
			Kind: string(g.severity), Text: grouped(g.n),
			Href: "/debug/drifts?severity=" + string(g.severity) + "&status=" + open,
		})
	}
	for _, word := range models.StatusWords() {
		n := (models.DriftOverview{Groups: f.Groups}).SumOf(word, nil).Drifts
		t := tile{Kind: word, Text: grouped(n), Href: "/debug/drifts?status=" + word}
		if word == models.SupersededWord { // which is no status, and stands among those that are resolved
			t.Href = ""
		}
		v.Statuses = append(v.Statuses, t)
	}
	for _, word := range models.NextApplies() {
		v.NextApply = append(v.NextApply, tile{Kind: string(word), Text: grouped(f.Open.NextApply[word]), Href: "/debug/drifts?nextApply=" + string(word) + "&status=" + open})
	}
	for _, d := range f.Worst {
		v.Worst = append(v.Worst, driftRowOf(now, d, f.Sightings[d.ID]))
	}
	for _, k := range f.ChangedKeys {
		t := tile{Kind: k.Key, Text: grouped(k.Drifts)}
		if len(k.Key) <= maxText { // no browser follows an address without end
			t.Href = Address{"/debug/drifts", map[string][]string{"changed": {models.FilterValue(k.Key)}, "status": {open}}}.String()
		}
		v.Keys = append(v.Keys, t)
	}
	for _, a := range f.CostsByAccount {
		t := tile{Kind: "no account", Cost: costOfSum(a.CostUSD)}
		if a.AccountID != nil {
			t.Kind, t.Href = *a.AccountID, filtered("/debug/drifts", "accountId", *a.AccountID)
		}
		v.Accounts = append(v.Accounts, t)
	}
	for _, n := range []int{30, 90, 366} {
		v.Ranges = append(v.Ranges, link{strconv.Itoa(n) + " days", "/debug?days=" + strconv.Itoa(n), n == days})
	}
	return Page{"overview", "Overview", v}
}
