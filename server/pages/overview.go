package pages

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
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
	GivenUp   string // messages that were given up lately; "" for none
	// Unmanaged counts the open drifts of resources that no code knows, which are in
	// none of the other figures; "" for none.
	Unmanaged         string
	UnmanagedHref     string
	UnmanagedSeverity []tile
	// Strays leads to those of them that are critical, which Worst has none of; Text is "" for none.
	Strays tile
	// New leads to the open drifts that were detected since yesterday, Scopes to the
	// scopes and Stale to those that nobody has scanned of late; Text is "" for none.
	// Overdue leads to the open drifts whose date has passed; Text is "" for none.
	New, Scopes, Stale, Overdue tile
	// Ending are the approvals that end within EndingDays, the next one first; MoreEnding says
	// how many where these are not all.
	Ending     []endingRow
	MoreEnding string
	EndingDays int
	EndingHref string
	Worst      []driftRow
	Keys       []tile
	KeysOf     string // of which drifts
	Accounts   []tile
	Plots      template.HTML
	Days       int
	Ranges     []link
	AsOf       moment
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
	const unmanaged = "&kind=" + string(models.KindUnmanaged)
	managed := "" // of the links, where the lists behind them would hold others too
	if f.Unmanaged.Drifts > 0 {
		managed = "&kind=" + strings.Join(models.Texts(models.ManagedKinds()), ",")
	}
	v := overviewView{
		None: len(f.Groups) == 0 && f.Scopes.All == 0, Days: days, AsOf: momentOf(now, f.AsOf),
		Open: grouped(f.Open.Drifts), OpenHref: "/debug/drifts?status=" + open + managed,
		Cost: costOfSum(f.Open.CostMonthly), Plots: plots, Unread: grouped(f.UnreadAlerts),
	}
	if f.MessagesGivenUp > 0 {
		v.GivenUp = grouped(f.MessagesGivenUp)
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
	v.Severity = severities(f.Open.SeverityCounts, managed)
	if f.Unmanaged.Drifts > 0 {
		v.Unmanaged, v.UnmanagedHref = grouped(f.Unmanaged.Drifts), "/debug/drifts?status="+open+unmanaged
		v.UnmanagedSeverity = severities(f.Unmanaged.SeverityCounts, unmanaged)
		if worst := v.UnmanagedSeverity[0]; worst.Text != "0" {
			v.Strays = worst
		}
	}
	v.Statuses = statuses(models.DriftOverview{Groups: f.Groups}.Of(false), managed)
	for _, word := range models.NextApplies() {
		v.NextApply = append(v.NextApply, tile{Kind: string(word), Text: grouped(f.Open.NextApply[word]), Href: "/debug/drifts?nextApply=" + string(word) + "&status=" + open + managed})
	}
	v.New = tile{Text: grouped(f.Open.New), Href: "/debug/drifts?since=" + models.Yesterday(f.AsOf).Format(time.DateOnly) + "&status=" + open + managed}
	v.Scopes = tile{Text: grouped(f.Scopes.All), Href: "/debug/scopes"}
	if n := f.Scopes.Stale(now); n > 0 {
		v.Stale = tile{Text: grouped(n), Href: "/debug/scopes?stale=true"}
	}
	if f.Open.Overdue > 0 {
		v.Overdue = tile{Text: grouped(f.Open.Overdue), Href: "/debug/drifts?overdue=" + models.Overdue + "&status=" + open}
	}
	for _, d := range f.Worst {
		v.Worst = append(v.Worst, driftRowOf(now, d, f.Sightings[d.ID]))
	}
	for _, d := range f.Ending {
		v.Ending = append(v.Ending, endingRowOf(now, d, f.Sightings[d.ID]))
	}
	if n := f.ApprovalsEnding; n > int64(len(f.Ending)) {
		v.MoreEnding = grouped(n)
	}
	v.EndingDays, v.EndingHref = models.EndingDays, "/debug/drifts?ending="+models.Ending
	v.KeysOf = keysOf(f.Open)
	for _, k := range f.ChangedKeys {
		t := tile{Kind: k.Key, Text: grouped(k.Drifts)}
		if len(k.Key) <= maxText { // no browser follows an address without end
			t.Href = Address{driftsPath, url.Values{"changed": {models.FilterValue(k.Key)}, "status": {open}}}.String() + managed
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

// statuses leads from the number of drifts in each status to them. What is superseded or ended are no statuses: they
// stand in the lists of the resolved and of the approved.
func statuses(counts models.DriftOverview, kinds string) (tiles []tile) {
	apart := map[models.Status]string{models.StatusResolved: models.SupersededWord, models.StatusApproved: models.EndedWord}
	for _, status := range models.Statuses() {
		t := tile{Kind: string(status), Href: driftsPath + "?status=" + string(status) + kinds}
		n, of := counts.SumOf(string(status), nil).Drifts, counts.SumOf(apart[status], nil).Drifts
		if of > 0 {
			t.Kind += ", " + grouped(of) + " of them " + apart[status]
		}
		t.Text = grouped(n + of)
		tiles = append(tiles, t)
	}
	return tiles
}

// severities leads from the number of open drifts of each severity to them.
func severities(counts models.SeverityCounts, kinds string) (tiles []tile) {
	for _, severity := range models.Severities() {
		tiles = append(tiles, tile{
			Kind: string(severity), Text: grouped(counts.Of(severity)),
			Href: "/debug/drifts?severity=" + string(severity) + "&status=" + string(models.StatusOpen) + kinds,
		})
	}
	return tiles
}

// endingRow is an approved drift whose approval ends soon.
type endingRow struct {
	driftRow
	Until  *moment
	By     string
	Ticket string
}

func endingRowOf(now time.Time, d models.Drift, seen models.Sighting) endingRow {
	return endingRow{driftRowOf(now, d, seen), untilOf(now, seen.ApprovedUntil), text(seen.ApprovedByEmail), seen.Ticket}
}
