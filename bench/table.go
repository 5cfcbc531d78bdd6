package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// goal is a row of the table: a figure, what it is held against, and how far it may be.
type goal struct {
	what      string // what is measured
	benchmark string
	value     string // the unit of the figure
	beside    string // the unit of what it is held against, "" where it stands alone
	of        string // the benchmark whose figure of the same unit it is held against, in place of beside and ratio
	ratio     string // the unit of the ratio, "" where the figure itself has the goal
	most      float64
	least     bool // the ratio is to be no less, rather than no more
	free      bool // it is told, and has no goal
	rising    bool // a ledger of ten times the size may not be faster
}

// table is the rows in Markdown, and then all that was measured beyond them.
func table(found figures, rows []goal) string {
	var b strings.Builder
	b.WriteString("| | measured | beside | ratio | goal | |\n|---|---|---|---|---|---|\n")
	told := map[string]bool{}
	for _, g := range rows {
		told[g.benchmark] = true
		b.WriteString(g.row(found[g.benchmark], found[g.of]))
	}
	var rest []string
	for name, values := range found {
		if !told[name] {
			rest = append(rest, "| "+name+" | "+shownAll(values)+" |\n")
		}
	}
	if slices.Sort(rest); len(rest) > 0 {
		b.WriteString("\nAlso measured, without a goal:\n\n| | |\n|---|---|\n" + strings.Join(rest, ""))
	}
	return b.String()
}

func (g goal) row(values, other map[string]float64) string {
	if values == nil {
		return fmt.Sprintf("| %s | not measured | | | %s | |\n", g.what, g.wanted())
	}
	value, beside, ratio := shown(values, g.value), "", ""
	got, known := values[g.value]
	switch {
	case g.of != "":
		var whole float64
		if whole, known = other[g.value]; known {
			beside, got = shown(other, g.value), got/whole
			ratio = number(got)
		}
	case g.beside != "":
		beside = shown(values, g.beside)
	}
	if g.ratio != "" {
		got, known = values[g.ratio]
		ratio = number(got)
	}
	verdict := "met"
	switch {
	case g.free:
		verdict = ""
	case !known:
		verdict = "not measured"
	case g.least && got < g.most, !g.least && got > g.most:
		verdict = "**we lose here**"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", g.what, value, beside, ratio, g.wanted(), verdict)
}

// wanted is the goal in words.
func (g goal) wanted() string {
	word := "at most "
	switch {
	case g.free:
		return ""
	case g.least:
		word = "at least "
	}
	if g.ratio != "" || g.of != "" {
		return word + number(g.most)
	}
	return word + number(g.most) + " " + plain(g.value)
}

// plain is a unit without what it says of the figure: of median-ms the ms.
func plain(unit string) string { return unit[strings.LastIndexByte(unit, '-')+1:] }

func shown(values map[string]float64, unit string) string {
	v, ok := values[unit]
	if !ok {
		return "not measured"
	}
	return number(v) + " " + plain(unit)
}

func shownAll(values map[string]float64) string {
	var all []string
	for unit, v := range values {
		if unit != "ns/op" || v != 0 {
			all = append(all, unit+" "+number(v))
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// number has three digits that count, or all before the point.
func number(v float64) string {
	if v >= 100 || v <= -100 {
		return grouped(int64(v + 0.5))
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// grouped has commas between thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
