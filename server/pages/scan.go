package pages

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// ScanView is what is known of one scan.
type ScanView struct {
	Scan    models.Scan
	Entries []models.ScanEntry // what it saw, then what it resolved
	Total   int64              // of these
	LeftOut []models.LeftOut
	Covered []models.CoveredResource
	Before  *models.Scan // the scan of its scope before it
}

// scanView is the page of one scan.
type scanView struct {
	Title           string
	Facts           []fact
	Silence         models.Silence
	Outcomes, Noise []string
	Entries         [][]cell
	EntryColumns    []string
	MoreEntries     string // how many the page leaves out
	LeftOut         [][]cell
	LeftOutColumns  []string
	MoreLeftOut     string
	Coverage        [][]cell
	Columns         []string
	More            string // how much of the coverage the page leaves out
	Scope, Drifts   string // the addresses of the scope, and of its drifts
	Compare         string // the address of the comparison with the scan before
	JSON            string
}

type fact struct {
	Name  string
	Value cell
}

// maxListed is how many rows of a kind the page of a scan lists at most, where there is
// room for so many; the JSON has them all.
const maxListed = 500

var (
	coverageColumns = []string{"Address", "Type", "Id"}
	leftOutColumns  = []string{"Resource", "Outcome", "Why"}
	entryColumns    = []string{"Severity", "Resource", "Outcome", "What changed", "Next apply", "Status by now"}
)

// Scan is the page of one scan, with what it saw, left out and covered.
func Scan(now time.Time, s ScanView) Page {
	scan := s.Scan
	v := scanView{
		Title: scan.Scope, Silence: scan.Silence(), Outcomes: outcomes(scan), Noise: suppressed(scan),
		EntryColumns: entryColumns, LeftOutColumns: leftOutColumns, Columns: coverageColumns,
		Scope: scopeHref(scan.Scope), Drifts: filtered("/debug/drifts", "scope", scan.Scope),
		JSON: "/debug/scans/" + scan.ID.String() + "?format=json",
	}
	if s.Before != nil {
		v.Compare = "/debug/scans/" + scan.ID.String() + "?compare=" + s.Before.ID.String()
	}
	v.Facts = factsOf(now, scan)
	left := room(pageRoom)
	v.Entries = rowsWithin(&left, "scan", entryColumns, entryRows(s.Entries))
	v.MoreEntries = moreOf(int(s.Total) - len(v.Entries))
	for _, l := range s.LeftOut[:min(len(s.LeftOut), maxListed)] {
		v.LeftOut = append(v.LeftOut, []cell{resourceCell(l.Address, l.ResourceType, l.ResourceID), textCell(string(l.Outcome)), textCell(l.Reason)})
	}
	v.LeftOut = rowsWithin(&left, "scan", leftOutColumns, v.LeftOut)
	v.MoreLeftOut = moreOf(len(s.LeftOut) - len(v.LeftOut))
	for _, r := range s.Covered[:min(len(s.Covered), maxListed)] {
		v.Coverage = append(v.Coverage, []cell{codeCell(r.Address), textCell(r.Type), codeCell(r.ID)})
	}
	v.Coverage = rowsWithin(&left, "scan", coverageColumns, v.Coverage)
	v.More = moreOf(len(s.Covered) - len(v.Coverage))
	return Page{"scan", "Scan of " + scan.Scope, v}
}

func factsOf(now time.Time, scan models.Scan) (facts []fact) {
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
			facts = append(facts, f)
		}
	}
	return facts
}

// resourceCell is a resource by its address, or without one by its id.
func resourceCell(address, resourceType, id string) cell {
	if address == "" || address == id {
		return cell{Kind: "code", Text: id, Sub: resourceType}
	}
	return cell{Kind: "code", Text: address, Sub: resourceType + " " + cut(id)}
}

// entryRows are the drifts of a scan in a table.
func entryRows(entries []models.ScanEntry) (rows [][]cell) {
	for _, e := range entries[:min(len(entries), maxListed)] {
		resource := resourceCell(e.Address, e.ResourceType, e.ResourceID)
		resource.Href = driftHref(e.DriftID)
		outcome := textCell(string(e.Outcome))
		if e.Outcome == models.ScanCreated && e.Supersedes != nil {
			outcome.Sub = "in the place of another"
		}
		rows = append(rows, []cell{
			{Kind: "severity", Text: string(e.Severity)}, resource, outcome, placesCell(e), textCell(e.NextApply.WordsOf(e.Whole())),
			{Kind: "status", Text: e.StatusWord()},
		})
	}
	return rows
}

// placesCell names some of the places where a drift differs.
func placesCell(e models.ScanEntry) cell {
	if whole := e.Whole(); whole != models.WholeThere {
		return textCell(string(whole))
	}
	const most = 3
	c := cell{Kind: "words"}
	for _, place := range e.Changes[:min(len(e.Changes), most)] {
		c.Words = append(c.Words, cut(place))
	}
	if more := len(e.Changes) - len(c.Words) + e.MoreChanges; more > 0 {
		c.Words = append(c.Words, "and "+grouped(int64(more))+" more")
	}
	return c
}
