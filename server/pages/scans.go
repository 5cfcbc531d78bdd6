package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// Scans is the list of scans.
func Scans(now time.Time, scans []models.Scan) Table {
	t := Table{
		Title: "Scans", Lead: "Each report of a tool that was imported, with what it covered and what came of it.",
		Columns: []string{"Scanned", "Scope", "Tool", "Checked", "Drifted", "What came of it", "Can close drifts", "Noise left out"},
		Empty:   "No report has been imported yet.",
	}
	for _, scan := range scans {
		scanned := timeCell(now, scan.ScannedAt)
		scanned.Href = "/debug/scans/" + scan.ID.String()
		silence := scan.Silence()
		t.Rows = append(t.Rows, []cell{
			scanned, scopeCell(scan.Scope, filtered("/debug/drifts", "scope", scan.Scope)),
			{Kind: "text", Text: scan.Source, Sub: scan.ToolVersion},
			countCell(int64(scan.Checked)), countCell(int64(scan.Drifted)),
			{Kind: "words", Words: outcomes(scan)},
			{Kind: "verdict", Text: silence.Word(), Sub: silence.Why},
			{Kind: "words", Words: suppressed(scan)},
		})
	}
	return t
}
