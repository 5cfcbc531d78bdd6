package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/clouddrift/guardian/models"
)

// table aligns rows of cells. What cells hold comes from reports and people, so
// nothing in it may steer the terminal, or flood it.
type table struct{ w *tabwriter.Writer }

// cellWidth is how many characters a cell has at most.
const cellWidth = 1000

func newTable(w io.Writer) table { return table{tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)} }

func (t table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = visible(cut(c, cellWidth))
	}
	fmt.Fprintln(t.w, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

func (t table) end() error { return t.w.Flush() }

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
