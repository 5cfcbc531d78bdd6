package pages

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Plots draws the trends of the figures. They stay the same for as long as the
// figures do, so whoever keeps those keeps these too.
func Plots(f models.Figures) template.HTML {
	var all template.HTML
	for _, p := range trendsOf(f) {
		all += piece(templates["overview"], "plot", p)
	}
	return all
}

func trendsOf(f models.Figures) []*plot {
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
	if len(costs) == 0 {
		p.Summary = "No cost is recorded."
	}
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
func plotResolution(times []models.ResolutionFigures) *plot {
	p := newPlot("resolution", "Time to resolve", "No drift was resolved.")
	p.Legend = []legend{{"median", "median"}, {"p90", "90th percentile"}}
	p.Head = []string{"Severity", "Resolved", "Median", "90th percentile"}
	longest := 1.0
	for _, t := range times {
		longest = max(longest, t.P90Seconds)
	}
	for i, t := range times {
		name := string(t.Severity)
		median, p90 := spanOf(t.MedianSeconds), spanOf(t.P90Seconds)
		if name == "" {
			name = "all"
			p.Summary = fmt.Sprintf("%s resolved, in %s as the median.", grouped(t.Drifts), median)
			if t.Sampled {
				p.Summary += fmt.Sprintf(" The times are those of about %s of them, drawn by chance.", grouped(models.ResolutionSample))
			}
		}
		p.lane(2*i, name, t.MedianSeconds/longest, "median", median)
		p.lane(2*i+1, "", t.P90Seconds/longest, "p90", p90)
		p.Rows = append(p.Rows, []string{name, grouped(t.Drifts), median, p90})
	}
	return p
}

func spanOf(seconds float64) string { return span(time.Duration(seconds * float64(time.Second))) }
