package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// comparisonView is the page of what is different between two scans.
type comparisonView struct {
	Title         string
	Scope         string // its address
	Before, After cell
	Columns       []string
	Parts         []comparisonPart
	JSON          string
}

// comparisonPart are the drifts of one kind, such as those that came.
type comparisonPart struct {
	ID, Title, None string
	Count           string
	Rows            [][]cell
	More            string
}

// ScanComparison is the page of what came, stayed and went from one scan of a scope to a
// later one.
func ScanComparison(now time.Time, before, after models.Scan, c models.ScanComparison) Page {
	v := comparisonView{
		Title: after.Scope, Scope: scopeHref(after.Scope), Before: scanCell(now, before), After: scanCell(now, after), Columns: entryColumns,
		JSON: "/debug/scans/" + after.ID.String() + "?compare=" + before.ID.String() + "&format=json",
	}
	left := room(pageRoom)
	for _, p := range []struct {
		id, title, none string
		entries         []models.ScanEntry
	}{
		{"came", "Came", "Nothing new drifted.", c.Came},
		{"further", "In the place of another", "No drift took the place of another.", c.Further},
		{"went", "Went", "All that had drifted was seen again.", c.Went},
		{"stayed", "Stayed", "Nothing was seen by both.", c.Stayed},
	} {
		rows := rowsWithin(&left, "scan", entryColumns, entryRows(p.entries))
		v.Parts = append(v.Parts, comparisonPart{
			ID: p.id, Title: p.title, None: p.none, Count: grouped(int64(len(p.entries))), Rows: rows, More: moreOf(len(p.entries) - len(rows)),
		})
	}
	return Page{"comparison", "Two scans of " + after.Scope, v}
}

func scanCell(now time.Time, scan models.Scan) cell {
	c := timeCell(now, scan.ScannedAt)
	c.Href = "/debug/scans/" + scan.ID.String()
	return c
}
