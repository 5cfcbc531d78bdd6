package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// table aligns rows of cells. What cells hold comes from reports and people, so
// nothing in it may steer the terminal, or flood it.
type table struct {
	w      io.Writer
	rows   [][]string
	least  map[int]int // of the columns that may be cut, how wide they stay at least
	severe int         // the column of severities, -1 for none
}

const (
	// cellWidth is how many characters a cell has at most.
	cellWidth = 1000
	// gap is how far columns are apart.
	gap = 2
)

func newTable(w io.Writer) *table { return &table{w: w, least: map[int]int{}, severe: -1} }

// severityIn says in which column severities stand, which have colours.
func (t *table) severityIn(column int) *table {
	t.severe = column
	return t
}

// cuttable says that a column may be cut on a terminal that is too narrow for all of it.
func (t *table) cuttable(column, least int) { t.least[column] = least }

func (t *table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = visible(cut(c, cellWidth))
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	t.rows = append(t.rows, cells)
}

// layout is how wide each column is: a cell at the end of its row pushes no other row's
// cells away, since nothing stands behind it. No cell is wider than its column's cap.
func (t *table) layout(caps map[int]int) (columns []int, line int) {
	for _, row := range t.rows {
		for i, cell := range row[:max(len(row)-1, 0)] {
			if i == len(columns) {
				columns = append(columns, 0)
			}
			columns[i] = max(columns[i], capped(cell, i, caps))
		}
	}
	for _, row := range t.rows {
		length := 0
		for i, cell := range row {
			if i == len(row)-1 {
				line = max(line, length+capped(cell, i, caps))
			} else {
				length += columns[i] + gap
			}
		}
	}
	return columns, line
}

// capped is how wide a cell is.
func capped(cell string, column int, caps map[int]int) int {
	width := utf8.RuneCountInString(cell)
	if limit, may := caps[column]; may {
		width = min(width, limit)
	}
	return width
}

// fits says whether the terminal, if there is one, has room for every column, those cut
// that may be.
func (t *table) fits() bool {
	_, line := t.layout(t.least)
	return widthOf(t.w) == 0 || line <= widthOf(t.w)
}

// squeeze gives how wide the columns may be that may be cut, so that a row has room on
// the terminal: the widest gives way first.
func (t *table) squeeze() map[int]int {
	caps := map[int]int{}
	for column := range t.least {
		for _, row := range t.rows {
			if column < len(row) {
				caps[column] = max(caps[column], utf8.RuneCountInString(row[column]))
			}
		}
	}
	for room := widthOf(t.w); room > 0; {
		_, line := t.layout(caps)
		widest := -1
		for column, width := range caps {
			if width > t.least[column] && (widest < 0 || width > caps[widest] || width == caps[widest] && column < widest) {
				widest = column
			}
		}
		if line <= room || widest < 0 {
			break
		}
		caps[widest]--
	}
	return caps
}

func (t *table) end() error {
	caps := t.squeeze()
	columns, _ := t.layout(caps)
	for _, row := range t.rows {
		var b strings.Builder
		for i, cell := range row {
			if limit, may := caps[i]; may {
				cell = cutMiddle(cell, limit)
			}
			padding := ""
			if i < len(row)-1 {
				padding = strings.Repeat(" ", columns[i]-utf8.RuneCountInString(cell)+gap)
			}
			if i == t.severe {
				word := strings.TrimLeft(cell, " ")
				cell = strings.TrimSuffix(cell, word) + inColour(t.w, models.Severity(word))
			}
			b.WriteString(cell + padding)
		}
		if _, err := fmt.Fprintln(t.w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// widthOf is how many columns a terminal has, 0 for anything else.
func widthOf(w io.Writer) int {
	if r, ok := w.(*result); ok {
		return r.width
	}
	return 0
}

// cutMiddle leaves out of a text that is too long what is in its middle: of a path or an
// address both ends tell something, the last one more.
func cutMiddle(s string, width int) string {
	r := []rune(s)
	if len(r) <= width || width < 1 {
		return s
	}
	front := (width - 1) / 3
	return string(r[:front]) + "…" + string(r[len(r)-(width-1-front):])
}

// uncounted is said of the end of a list that takes long to count.
const uncounted = "Nothing more here; how many there are in all takes long to count."

// footer says what part of a list was shown and how to see the rest.
func footer[T any](w io.Writer, p models.Page[T], what string) {
	if p.AtLeast {
		what = "or more " + what
	}
	switch {
	case p.Total == 0 && p.AtLeast:
		fmt.Fprintln(w, uncounted)
	case p.Total == 0:
		fmt.Fprintf(w, "No %ss.\n", what)
	case p.Next != "":
		fmt.Fprintf(w, "\n%d of %d %ss; more: --cursor %s\n", len(p.Items), p.Total, what, p.Next)
	case int64(len(p.Items)) < p.Total:
		fmt.Fprintf(w, "\n%d of %s\n", len(p.Items), counted(p.Total, what))
	}
}
