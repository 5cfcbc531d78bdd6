package pages

import "io"

// pageRoom is how many bytes of HTML the rows and states of a page about one thing
// take at most. With the frame around them such a page stays below 300 kB, whatever a
// report holds; the JSON has what is left out.
const pageRoom = 200 << 10

// How the room of a drift's page is shared out; each but the last is a most.
const (
	maxDifference = 110 << 10
	maxNoise      = 15 << 10
	keptForEach   = 20 << 10 // of the lists of what belongs to it, whatever the others take
)

// room is how many bytes of HTML there is room for.
type room int

// takes says whether a piece of a page has room, which it then takes. The piece is
// written as the page will write it, by the template of that name.
func (r *room) takes(page, piece string, value any) bool {
	left := *r
	if err := templates[page].ExecuteTemplate(&left, piece, value); err == io.ErrShortWrite {
		return false
	} else if err != nil {
		panic(err) // the page itself could not be written either
	}
	*r = left
	return true
}

// Write counts what is written. It fails once there is no more room, so that what
// is far too long is not written to its end.
func (r *room) Write(p []byte) (int, error) {
	if room(len(p)) > *r {
		return 0, io.ErrShortWrite
	}
	*r -= room(len(p))
	return len(p), nil
}

// within lets fill use a part of the room, and takes what it used.
func (r *room) within(part room, fill func(*room)) {
	part = min(part, *r)
	left := part
	fill(&left)
	*r -= part - left
}

// rowsWithin are as many rows of a table as there is room for.
func rowsWithin(r *room, page string, columns []string, rows [][]cell) [][]cell {
	for i, row := range rows {
		if !r.takes(page, "row", []any{columns, row}) {
			return rows[:i]
		}
	}
	return rows
}
