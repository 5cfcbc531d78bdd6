package server

import (
	"fmt"
	"html/template"
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

func (s *Server) overviewView(f *figures, days int) overviewView {
	open := joined(models.OpenStatuses())
	v := overviewView{
		None: len(f.Groups) == 0, Days: days, AsOf: s.moment(f.AsOf),
		Open: grouped(f.Open.Drifts), OpenHref: "/debug/drifts?status=" + open,
		Cost: costOfSum(f.Open.CostMonthly), Plots: f.draw(), Unread: grouped(f.UnreadAlerts),
	}
	if f.Open.Oldest != nil {
		oldest := s.moment(*f.Open.Oldest)
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
	for _, status := range models.Statuses() {
		n, _ := (models.DriftOverview{Groups: f.Groups}).Sum([]models.Status{status}, nil)
		v.Statuses = append(v.Statuses, tile{Kind: string(status), Text: grouped(n), Href: "/debug/drifts?status=" + string(status)})
	}
	for _, word := range models.NextApplies() {
		v.NextApply = append(v.NextApply, tile{Kind: string(word), Text: grouped(f.Open.NextApply[word])})
	}
	for _, d := range f.worst {
		v.Worst = append(v.Worst, s.driftRow(d, f.sightings[d.ID]))
	}
	for _, k := range f.ChangedKeys {
		v.Keys = append(v.Keys, tile{
			Kind: k.Key, Text: grouped(k.Drifts), Href: address{"/debug/drifts", map[string][]string{"changed": {models.FilterValue(k.Key)}, "status": {open}}}.String(),
		})
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
	return v
}

func costOfSum(m models.MoneySum) cost {
	if m.Decimal().IsZero() {
		return cost{}
	}
	text := groupDigits(m.String())
	if m.Decimal().IsNegative() {
		return cost{"−$" + text[1:], true}
	}
	return cost{"+$" + text, false}
}

// draw gives the plots of the figures, which stay the same for as long as the
// figures do, and so are drawn once.
func (f *figures) draw() template.HTML {
	f.drawn.Do(func() {
		for _, p := range plotsOf(f) {
			f.plots += piece(pages["overview"], "plot", p)
		}
	})
	return f.plots
}

// dollars writes an amount, its sign in front.
func dollars(amount string) string {
	if rest, negative := strings.CutPrefix(amount, "-"); negative {
		return "−$" + groupDigits(rest)
	}
	return "$" + groupDigits(amount)
}

func plotsOf(f *figures) []*plot {
	return []*plot{plotFlow(f.Days), plotOpen(f.Days), plotCosts(f.Costs, f.Days), plotResolution(f.ResolutionTimes)}
}

func datesOf(days []models.DriftDay) []time.Time {
	dates := make([]time.Time, len(days))
	for i, d := range days {
		dates[i] = d.Day
	}
	return dates
}

func wholeNumber(v float64) string { return grouped(int64(v)) }

func unsigned(v float64) string { return wholeNumber(max(v, -v)) }

// plotFlow shows what was opened, upwards, and resolved, downwards, by day.
func plotFlow(days []models.DriftDay) *plot {
	var opened, resolved, most, least int64
	for _, d := range days {
		opened, resolved = opened+d.Opened.Total(), resolved+d.Resolved.Total()
		most, least = max(most, d.Opened.Total()), max(least, d.Resolved.Total())
	}
	p := newPlot("flow", "Opened and resolved by day",
		fmt.Sprintf("%s opened and %s resolved in %s.", grouped(opened), grouped(resolved), counted(int64(len(days)), "day")))
	p.Legend = []legend{{"opened", "opened"}, {"resolved", "resolved"}}
	p.Head = []string{"Day", "Opened", "Resolved"}
	s := p.axes(-float64(least), float64(max(most, 1)), datesOf(days), unsigned)
	for i, d := range days {
		o, r := d.Opened.Total(), d.Resolved.Total()
		title := d.Day.Format("2 Jan 2006") + ": " + grouped(o) + " opened, " + grouped(r) + " resolved"
		p.bar(s, i, float64(o), "opened", title)
		p.bar(s, i, -float64(r), "resolved", title)
		p.Rows = append(p.Rows, []string{d.Day.Format(time.DateOnly), grouped(o), grouped(r)})
	}
	return p
}

// plotOpen shows how many drifts were open at the end of each day, by severity.
func plotOpen(days []models.DriftDay) *plot {
	p := newPlot("open", "Open at the end of each day", "Nothing is recorded.")
	p.Legend = []legend{{"critical", "critical"}, {"warning", "warning"}, {"info", "info"}}
	p.Head = []string{"Day", "Critical", "Warning", "Info", "In all"}
	zero := make([]float64, len(days))
	critical, warning, all := make([]float64, len(days)), make([]float64, len(days)), make([]float64, len(days))
	high := 1.0
	for i, d := range days {
		critical[i] = float64(d.Open.Critical)
		warning[i] = critical[i] + float64(d.Open.Warning)
		all[i] = warning[i] + float64(d.Open.Info)
		high = max(high, all[i])
		p.Rows = append(p.Rows, []string{
			d.Day.Format(time.DateOnly), grouped(d.Open.Critical), grouped(d.Open.Warning), grouped(d.Open.Info), grouped(d.Open.Total()),
		})
		p.Summary = fmt.Sprintf("From %s open to %s.", grouped(days[0].Open.Total()), grouped(d.Open.Total()))
	}
	s := p.axes(0, high, datesOf(days), wholeNumber)
	p.area(s, zero, critical, "critical")
	p.area(s, critical, warning, "warning")
	p.area(s, warning, all, "info")
	return p
}

// plotCosts shows what the drifts cost on each day that a cost was recorded for.
func plotCosts(costs []models.CostDay, days []models.DriftDay) *plot {
	byDay := map[string]models.MoneySum{}
	var sum models.MoneySum
	low, high := 0.0, 1.0
	for _, c := range costs {
		byDay[c.Day.Format(time.DateOnly)] = c.CostUSD
		sum = sum.Add(c.CostUSD)
		v := c.CostUSD.Decimal().InexactFloat64()
		low, high = min(low, v), max(high, v)
	}
	p := newPlot("cost", "Cost by day, in US dollars", dollars(sum.String())+" in all.")
	p.Head = []string{"Day", "Cost"}
	s := p.axes(low, high, datesOf(days), func(v float64) string { return dollars(strconv.FormatFloat(v, 'f', 0, 64)) })
	for i, d := range days {
		day := d.Day.Format(time.DateOnly)
		c, ok := byDay[day]
		if !ok {
			continue
		}
		p.bar(s, i, c.Decimal().InexactFloat64(), "money", d.Day.Format("2 Jan 2006")+": "+dollars(c.String()))
		p.Rows = append(p.Rows, []string{day, dollars(c.String())})
	}
	return p
}

// plotResolution shows how long drifts took to be resolved.
func plotResolution(times []resolutionTime) *plot {
	p := newPlot("resolution", "Time to resolve", "No drift was resolved.")
	p.Legend = []legend{{"median", "half took at most"}, {"p90", "nine of ten took at most"}}
	p.Head = []string{"Severity", "Resolved", "Half took at most", "Nine of ten took at most"}
	longest := 1.0
	for _, t := range times {
		longest = max(longest, t.P90Seconds)
	}
	for i, t := range times {
		name := string(t.Severity)
		median, p90 := spanOf(t.MedianSeconds), spanOf(t.P90Seconds)
		if name == "" {
			name = "all"
			p.Summary = fmt.Sprintf("Of %s resolved, half took at most %s.", grouped(t.Drifts), median)
		}
		p.lane(2*i, name, t.MedianSeconds/longest, "median", median)
		p.lane(2*i+1, "", t.P90Seconds/longest, "p90", p90)
		p.Rows = append(p.Rows, []string{name, grouped(t.Drifts), median, p90})
	}
	return p
}

func spanOf(seconds float64) string { return span(time.Duration(seconds * float64(time.Second))) }
