package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// scanView is the page of one scan.
type scanView struct {
	Title           string
	Facts           []fact
	Silence         models.Silence
	Outcomes, Noise []string
	Coverage        [][]cell
	Columns         []string
	More            string // how much of the coverage the page leaves out
	Drifts          string
}

type fact struct {
	Name  string
	Value cell
}

// maxCoverage is how many covered resources a page lists at most, where there is room
// for so many; the JSON has them all.
const maxCoverage = 500

var coverageColumns = []string{"Address", "Type", "Id"}

// Scan is the page of one scan, with the resources that it covered.
func Scan(now time.Time, scan models.Scan, covered []models.CoveredResource) Page {
	silence := scan.Silence()
	v := scanView{
		Title: scan.Scope, Silence: silence, Outcomes: outcomes(scan), Noise: suppressed(scan), Columns: coverageColumns,
		Drifts: filtered("/debug/drifts", "scope", scan.Scope),
	}
	for _, f := range []fact{
		{"Scanned", timeCell(now, scan.ScannedAt)},
		{"Imported", timeCell(now, scan.CreatedAt)},
		{"Tool", textCell(scan.Source + " " + scan.ToolVersion)},
		{"Format", textCell(scan.FormatVersion)},
		{"Report", cell{Kind: "code", Text: scan.File, Sub: grouped(scan.ReportBytes) + " bytes"}},
		{"Detected", textCell(detectorWords[scan.DetectedBy])},
		{"Checked", textCell(counted(int64(scan.Checked), "resource"))},
		{"Drifted", textCell(counted(int64(scan.Drifted), "resource"))},
		{"Managed by code", textCell(inventoryWords(scan))},
	} {
		if f.Value.Kind == "time" || f.Value.Text != "" {
			v.Facts = append(v.Facts, f)
		}
	}
	for _, r := range covered[:min(len(covered), maxCoverage)] {
		v.Coverage = append(v.Coverage, []cell{codeCell(r.Address), textCell(r.Type), codeCell(r.ID)})
	}
	left := room(pageRoom)
	v.Coverage = rowsWithin(&left, "scan", coverageColumns, v.Coverage)
	if more := moreOf(len(covered) - len(v.Coverage)); more != "" {
		v.More = more + ": read them as JSON"
	}
	return Page{"scan", "Scan of " + scan.Scope, v}
}
