package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// shownItems and shownRules are how many items of one file are shown, and how many of the
// rules that ignored something.
const (
	shownItems = 40
	shownRules = 10
)

// writeSummary tells what became of one file.
func writeSummary(w io.Writer, s importing.Summary) error {
	for _, line := range headlines(s) {
		fmt.Fprintln(w, visible(line))
	}
	return writeItems(w, s)
}

// headlines say what was read and what came of it as a whole.
func headlines(s importing.Summary) []string {
	about := "  " + s.Format
	if s.ToolVersion != "" {
		about += " " + s.ToolVersion
	}
	seen, _ := clocksUTC(s.ScannedAt, s.NewestScan)
	lines := []string{s.File, about + ", scope " + s.Scope + ", seen " + seen}
	if s.DryRun {
		lines = append(lines, "  a dry run, nothing was written")
	}
	if s.AlreadyImported {
		lines = append(lines, "  "+importedBefore(s))
	} else {
		lines = append(lines, "  "+counts(s))
	}
	for _, said := range asides(s) {
		lines = append(lines, "  "+said)
	}
	return lines
}

// asides say what else is to be known of a file, beside what came of it.
func asides(s importing.Summary) (said []string) {
	if s.AlreadyImported {
		if s.Costs != nil {
			said = append(said, "no costs were kept: "+s.Costs.NotKept)
		}
		return said
	}
	said = append(said, ignoredBy(s.Ruled)...)
	if s.Inventory != nil {
		said = append(said, "managed by code: "+s.Inventory.Words())
	}
	if s.Costs != nil {
		said = append(said, "costs: "+costWords(*s.Costs))
	}
	if s.Late() {
		_, newest := clocksUTC(s.ScannedAt, s.NewestScan)
		said = append(said, "older than the newest scan of its scope, of "+newest+": it only adds sightings of known drifts")
	}
	if !s.ScanAhead.IsZero() {
		said = append(said, "a scan of this scope lies ahead, at "+clockUTC(s.ScanAhead)+"; it makes no report late")
	}
	if unclosed := s.Unclosed(); unclosed != "" {
		said = append(said, unclosed)
	}
	if s.Untold > 0 {
		said = append(said, untold(s.Untold))
	}
	return said
}

// ignoredBy says what each ignore rule hid, a line each.
func ignoredBy(ruled map[string]models.RuleCount) (lines []string) {
	for _, key := range models.SortedKeys(ruled) {
		name, is := strings.CutPrefix(key, string(rulebook.KindIgnore)+" ")
		if !is {
			continue
		}
		line := "ignored by " + name + ": " + counted(int64(ruled[key].Matched), "change")
		if n := ruled[key].Critical; n > 0 {
			line += fmt.Sprintf(", %d critical", n)
		}
		lines = append(lines, line)
	}
	if more := len(lines) - shownRules; more > 0 {
		lines = append(lines[:shownRules], fmt.Sprintf("… and by %s; --output json shows all", counted(int64(more), "more rule")))
	}
	return lines
}

// importedBefore says of a report that was imported before what is open of it.
func importedBefore(s importing.Summary) string {
	return withOpen("already imported, nothing changed", s)
}

// withOpen adds how many open drifts a report shows, by severity.
func withOpen(said string, s importing.Summary) string {
	if open := gravest(s.Open.Counts(), models.SeverityInfo); open != "" {
		said += "; open: " + open
	}
	return said
}

// untold says why so many drifts stay open although their resources are in order.
func untold(n int) string {
	return counted(int64(n), "drift") + " left open: the code ignores changes of what differs, so the report says nothing of it"
}

// costWords tells what an estimate told, and of how many drifts it told nothing and why.
func costWords(c importing.Costs) string {
	said := fmt.Sprintf("%d priced", c.Priced)
	if c.Priced > 0 {
		said += ", " + dollars(c.Monthly) + " a month in all"
	}
	unknown := 0
	var reasons []string
	for _, why := range models.SortedKeys(c.Unknown) {
		unknown += c.Unknown[why]
		reasons = append(reasons, fmt.Sprintf("%s (%d)", why, c.Unknown[why]))
	}
	if unknown > 0 {
		said += fmt.Sprintf(", %d not known: %s", unknown, strings.Join(reasons, ", "))
	}
	if c.NotKept != "" {
		said += "; none was kept: " + c.NotKept
	}
	return said
}

func counts(s importing.Summary) string {
	parts := []string{counted(int64(s.Checked), "resource") + " checked", fmt.Sprintf("%d drifted", s.Drifted)}
	for _, c := range []struct {
		n    int
		word string
	}{{s.Created, "created"}, {s.Repeated, "repeated"}, {s.Superseded, "superseded"}, {s.Resolved, "resolved"}, {s.Skipped, "skipped"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	if len(s.Suppressed) > 0 {
		var rules []string
		for _, rule := range models.SortedKeys(s.Suppressed) {
			rules = append(rules, fmt.Sprintf("%d %s", s.Suppressed[rule], rule))
		}
		parts = append(parts, "noise: "+strings.Join(rules, ", "))
	}
	return strings.Join(append(parts, s.Remarks...), ", ")
}

// writeItems lists what drifted, the worst first, and leaves noise out.
func writeItems(w io.Writer, s importing.Summary) error {
	items := slices.DeleteFunc(slices.Clone(s.Items), func(i importing.Item) bool { return i.Outcome == importing.Suppressed })
	slices.SortStableFunc(items, func(a, b importing.Item) int {
		return cmp.Or(cmp.Compare(outcomeRank(a), outcomeRank(b)), cmp.Compare(severityRank(a), severityRank(b)))
	})
	if len(items) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	t := newTable(w).severityIn(0)
	t.cuttable(3, 12)
	for _, i := range items[:min(len(items), shownItems)] {
		t.row("  "+string(i.Severity), string(i.Outcome), i.Address, whatDrifted(i), remark(i))
	}
	if err := t.end(); err != nil {
		return err
	}
	if more := len(items) - shownItems; more > 0 {
		all := "--output json shows all"
		if !s.DryRun {
			all = "guardian drift list --scope " + shellWord(models.FilterValue(s.Scope)) + " --status all shows all"
		}
		fmt.Fprintf(w, "  … and %d more; %s\n", more, visible(all))
	}
	return nil
}

// whatDrifted names the attributes, the gravest first, unless the drift is of the resource as a whole.
func whatDrifted(i importing.Item) string {
	switch {
	case i.Outcome == importing.Resolved:
	case i.Gone:
		return string(models.WholeGone)
	case i.Kind == models.KindUnmanaged:
		return string(models.WholeUnmanaged)
	}
	paths := make([]string, len(i.Changes))
	for n, c := range i.Changes {
		paths[n] = c.Path
	}
	return some(gravestFirst(i.Attributes, paths), 4)
}

// gravestFirst puts the attributes that these paths lead into first, in their order.
func gravestFirst(attributes, paths []string) []string {
	left := map[string]bool{}
	for _, attribute := range attributes {
		left[attribute] = true
	}
	var order []string
	for _, path := range paths {
		if p, err := models.ParsePath(path); err == nil && left[p.Top()] {
			order = append(order, p.Top())
			delete(left, p.Top())
		}
	}
	return append(order, slices.DeleteFunc(slices.Clone(attributes), func(a string) bool { return !left[a] })...)
}

// outcomeRank puts first what somebody must look at.
func outcomeRank(i importing.Item) int {
	return slices.Index([]importing.Outcome{importing.Skipped, importing.Created, importing.Repeated, importing.Resolved}, i.Outcome)
}

func severityRank(i importing.Item) int { return slices.Index(models.Severities(), i.Severity) }

// remark is what else a person needs to know about an item.
func remark(i importing.Item) string {
	said := i.Reason
	if said == "" && i.NextApply != "" && i.NextApply != models.NextApplyUnknown {
		said = "the next apply " + i.NextApply.Words()
	}
	if i.CostImpactMonthly == nil || i.CostImpactMonthly.Decimal().IsZero() {
		return said
	}
	return strings.TrimPrefix(said+", "+dollars(i.CostImpactMonthly)+" a month", ", ")
}
