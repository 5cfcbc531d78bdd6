package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// widths align the lines of several files, which come one by one.
type widths struct{ path, scope int }

// widest keeps one long name from pushing all other lines apart.
const widest = 60

func widthsOf(files []*importFile) (w widths) {
	for _, f := range files {
		if f.err == nil {
			w.path = max(w.path, min(widest, utf8.RuneCountInString(visible(f.path))))
			w.scope = max(w.scope, min(widest, utf8.RuneCountInString(visible(f.scope))))
		}
	}
	return w
}

// line tells in one line what became of a file.
func (w widths) line(s importing.Summary) string {
	path := s.File
	if path == "-" {
		path = "standard input"
	}
	return fmt.Sprintf("%-*s  scope %-*s  %s", w.path, visible(path), w.scope, visible(s.Scope), visible(outcome(s)))
}

// outcome is what headlines tell of a file, in one line.
func outcome(s importing.Summary) string {
	if s.AlreadyImported {
		return importedBefore(s)
	}
	said := withOpen(counts(s), s)
	if s.Late() {
		said += "; older than the newest scan of its scope"
	}
	if unclosed, _, _ := strings.Cut(s.Unclosed(), ": "); unclosed != "" { // the last line tells why
		said += "; " + unclosed
	}
	if s.Untold > 0 {
		said += "; " + untold(s.Untold)
	}
	return said
}

// unkept names the first entry that the ledger could not keep, with its reason, and
// says how many there are.
func unkept(s importing.Summary) string {
	for _, i := range s.Items {
		if i.Outcome == importing.Skipped && i.Severity == "" { // what is too late has its grade
			return fmt.Sprintf("%s not kept; %s: %s", counted(int64(s.Unstorable), "drift"), i.Address, i.Reason)
		}
	}
	return ""
}

// importTotal sums up several files.
type importTotal struct {
	files, already, refused int
	sum                     importing.Summary
	shown                   []importing.Summary // what each shows of open drifts
	unclosed                map[string]int      // files by what they did not close, and why
}

func (t *importTotal) add(s importing.Summary) {
	t.files++
	if s.AlreadyImported {
		t.already++
	}
	sum := &t.sum
	sum.Checked += s.Checked
	sum.Drifted += s.Drifted
	sum.Created += s.Created
	sum.Repeated += s.Repeated
	sum.Superseded += s.Superseded
	sum.Resolved += s.Resolved
	sum.Skipped += s.Skipped
	if t.unclosed == nil {
		sum.Suppressed, t.unclosed = map[string]int{}, map[string]int{}
	}
	if unclosed := s.Unclosed(); unclosed != "" {
		t.unclosed[unclosed]++
	}
	for rule, n := range s.Suppressed {
		sum.Suppressed[rule] += n
	}
	t.shown = append(t.shown, importing.Summary{ScannedAt: s.ScannedAt, Open: s.Open, Ended: s.Ended})
}

// line is what all files come to, with what was not closed and why.
func (t importTotal) line(dryRun bool) string {
	said := t.brief(dryRun)
	for _, unclosed := range models.SortedKeys(t.unclosed) {
		said += "; of " + counted(int64(t.unclosed[unclosed]), "file") + " " + unclosed
	}
	return said
}

// brief is what all files come to.
func (t importTotal) brief(dryRun bool) string {
	parts := []string{counted(int64(t.files-t.already), "file") + " imported"}
	if t.already > 0 {
		parts = append(parts, fmt.Sprintf("%d already imported", t.already))
	}
	if t.refused > 0 {
		parts = append(parts, fmt.Sprintf("%d refused", t.refused))
	}
	said := []string{strings.Join(parts, ", ")}
	if dryRun {
		said = append(said, "a dry run, nothing was written")
	}
	if t.files > 0 {
		said = append(said, counts(t.sum))
	}
	if open := gravest(openAfter(t.shown).Counts(), models.SeverityInfo); open != "" {
		said = append(said, "open: "+open)
	}
	return strings.Join(said, "; ")
}

// shownNames is how many of the files that were left out for one reason are named.
const shownNames = 20

// leftOutLines name what was left out of each folder, a line for each reason.
func leftOutLines(files []*importFile) (lines []string) {
	type key struct{ folder, why string }
	names := map[key][]string{}
	var order []key
	for _, f := range files {
		if f.leftOut == "" {
			continue
		}
		k := key{f.folder, f.leftOut}
		if names[k] == nil {
			order = append(order, k)
		}
		names[k] = append(names[k], f.within)
	}
	for _, k := range order {
		lines = append(lines, fmt.Sprintf("%s: no report, skipped (%s): %s", k.folder, k.why, some(names[k], shownNames)))
	}
	return lines
}
