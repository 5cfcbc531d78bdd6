package main

import (
	"fmt"
	"slices"
	"strings"
)

const (
	// flatFrom is how many drifts a ledger has from which on nothing may grow much with them.
	flatFrom = 1_000_000
	// flat is how many times as much a figure may be as that of the size before, and one that is not to fall as
	// that of the next.
	flat = 2
)

// pace is how long a page takes by pgx alone, whatever the size: by it a machine that had more to do than at another
// measurement is told from a ledger that is slower.
func (m measured) pace() float64 { return m.Figures["List/keyset/workers=1"]["pgx-µs"] }

var (
	// timed are the units of times.
	timed = []string{"µs", "median-ms", "p99-ms", "ms/import", "ms/drift"}
	// sized are those of all figures that are compared, less being better. Rates are those of loads.
	sized = append(slices.Clip(timed), "allocs", "peak-MiB")
)

// compare prints the measurements of several folders beside each other.
func compare(dirs []string) error {
	var all []measured
	for _, dir := range dirs {
		m, err := readMeasured(dir)
		if err != nil {
			return err
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b measured) int { return int(a.Drifts - b.Drifts) })
	fmt.Print(comparison(all, goals(0)))
	return nil
}

// comparison is the measurements, the smallest first, as a table in Markdown: a row for each figure.
func comparison(all []measured, rows []goal) string {
	var b strings.Builder
	heads := make([]string, len(all))
	for i, m := range all {
		fmt.Fprintf(&b, "- %s\n", m.About)
		heads[i] = grouped(m.Drifts)
	}
	fmt.Fprintf(&b, "\nHow many times as long something takes is told by a page that pgx reads in the same run, which no size makes slower. From %s drifts on it is to be at most %s times. Page 1 is to be no more than that slower than at the next size, either.\n",
		grouped(flatFrom), number(flat))
	fmt.Fprintf(&b, "\n| | %s | times | |\n|---|%s---|---|\n", strings.Join(heads, " | "), strings.Repeat("---|", len(all)))
	for _, g := range append(slices.Clip(rows), unnamed(all, rows)...) {
		if slices.Contains(sized, g.value) && g.of == "" { // a row of two figures has each in one of its own
			b.WriteString(g.compared(all))
		}
	}
	return b.String()
}

// unnamed are rows of what was measured and has none in the table of goals.
func unnamed(all []measured, rows []goal) []goal {
	told := map[string]bool{}
	for _, g := range rows {
		if g.of == "" {
			told[g.benchmark] = true
		}
	}
	var more []goal
	for _, m := range all {
		for name, values := range m.Figures {
			at := slices.IndexFunc(sized, func(unit string) bool { _, has := values[unit]; return has })
			if at >= 0 && !told[name] {
				told[name] = true
				more = append(more, goal{what: name, benchmark: name, value: sized[at]})
			}
		}
	}
	slices.SortFunc(more, func(a, b goal) int { return strings.Compare(a.what, b.what) })
	return more
}

// compared is the row of a figure.
func (g goal) compared(all []measured) string {
	var cells, times []string
	verdict := ""
	for i, m := range all {
		cells = append(cells, shown(m.Figures[g.benchmark], g.value))
		if i == 0 {
			continue
		}
		before, now := all[i-1].Figures[g.benchmark][g.value], m.Figures[g.benchmark][g.value]
		if slices.Contains(timed, g.value) {
			before, now = before*m.pace(), now*all[i-1].pace()
		}
		held := all[i-1].Drifts >= flatFrom
		switch {
		case before == 0 || now == 0:
			times = append(times, "not known")
			if held || g.rising {
				verdict = worse(verdict, "not measured")
			}
			continue
		case held && now > flat*before, g.rising && before > flat*now:
			verdict = worse(verdict, "**we lose here**")
		case held || g.rising:
			verdict = worse(verdict, "met")
		}
		times = append(times, number(now/before))
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", g.what, strings.Join(cells, " | "), strings.Join(times, ", "), verdict)
}

// worse is the worse one of two verdicts.
func worse(a, b string) string {
	order := []string{"", "met", "not measured", "**we lose here**"}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
