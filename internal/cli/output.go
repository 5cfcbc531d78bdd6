package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
)

// output is the form of a result.
type output string

const (
	outputText output = "text"
	outputJSON output = "json"
)

func addOutput(cmd *cobra.Command, out *output) {
	*out = outputText
	addChoice(cmd, out, "output", []output{outputText, outputJSON}, "form of the result")
}

// writeJSON writes a result as JSON. Digits and < > & stay as they are.
func (a *app) writeJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// footer says what part of a list was shown and how to see the rest.
func footer[T any](w io.Writer, p models.Page[T], what string) {
	switch {
	case p.Total == 0:
		fmt.Fprintf(w, "No %ss.\n", what)
	case p.Next != "":
		fmt.Fprintf(w, "\n%d of %d %ss; more: --cursor %s\n", len(p.Items), p.Total, what, p.Next)
	case int64(len(p.Items)) < p.Total:
		fmt.Fprintf(w, "\n%d of %d %ss\n", len(p.Items), p.Total, what)
	}
}

// table aligns rows of cells. What cells hold comes from reports and people, so
// nothing in it may steer the terminal.
type table struct{ w *tabwriter.Writer }

func newTable(w io.Writer) table { return table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)} }

func (t table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = visible(c)
	}
	fmt.Fprintln(t.w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

func (t table) end() error { return t.w.Flush() }

// visible writes a text so that a terminal shows it and does nothing else: what
// is not printable stands as its escape.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
	}
	return b.String()
}

// clock writes a time as people read it.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// clockUTC is clock for a place that does not say which zone it shows.
func clockUTC(t time.Time) string { return clock(t) + " UTC" }

// counted writes a number with its noun: 1 scan, 2 scans.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(n, 10) + " " + noun + "s"
}

// some lists the first few of many words.
func some(all []string, limit int) string {
	if len(all) <= limit {
		return strings.Join(all, ", ")
	}
	return strings.Join(all[:limit], ", ") + fmt.Sprintf(" and %d more", len(all)-limit)
}
