package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

// listScans answers /debug/scans.
func (s *Server) listScans(c *gin.Context) error {
	q := queryOf(c)
	f := models.ScanFilter{Scope: q.texts("scope"), Source: q.texts("source")}
	return answerTable(s, c, q, table[models.Scan, models.ScanResponse]{
		name: "scans", parameters: scanParameters, response: models.Scan.Response,
		list: func(ctx context.Context, p models.PageRequest) (models.Page[models.Scan], error) {
			return s.reader.Scans.List(ctx, f, p)
		},
		stream: func(ctx context.Context, fn func(models.Scan) error) error {
			return s.exports.Scans.Stream(ctx, f, fn)
		},
		page: s.scansView,
	})
}

func (s *Server) scansView(_ context.Context, _ address, scans []models.Scan) (tableView, error) {
	v := tableView{
		Title: "Scans", Lead: "Each report of a tool that was imported, with what it covered and what came of it.",
		Columns: []string{"Scanned", "Scope", "Tool", "Checked", "Drifted", "What came of it", "Its silence", "Noise left out"},
		Fields: []field{
			{Name: "scope", Label: "Scope", Hint: "network/prod"},
			{Name: "source", Label: "Tool", Hint: "terraform"},
		},
		Empty: "No report has been imported yet.",
	}
	for _, scan := range scans {
		silence := silenceOf(scan)
		v.Rows = append(v.Rows, []cell{
			{Kind: "time", When: s.moment(scan.ScannedAt), Href: "/debug/scans/" + scan.ID.String()},
			scopeCell(scan.Scope, filtered("/debug/drifts", "scope", scan.Scope)),
			{Kind: "text", Text: scan.Source, Sub: scan.ToolVersion},
			numberCell(scan.Checked), numberCell(scan.Drifted),
			{Kind: "words", Words: outcomes(scan)},
			{Kind: "verdict", Text: silence.Word, Sub: silence.Why},
			{Kind: "words", Words: suppressed(scan)},
		})
	}
	return v, nil
}

// silence says what it means that a scan did not report a resource.
type silence struct {
	Trusted   bool
	Word, Why string
}

// silenceOf follows the rule by which an import closes what a scan no longer
// reports: a scan that failed or stopped early may have missed drift, and a
// Terraform plan has looked for sure only where it was made with -refresh-only.
func silenceOf(scan models.Scan) silence {
	switch {
	case scan.Errored:
		return silence{Word: "not trusted", Why: "the tool failed on the way"}
	case !scan.Complete:
		return silence{Word: "not trusted", Why: "it covers a part of its scope"}
	case scan.Source == "terraform" && !scan.RefreshOnly:
		return silence{Word: "not trusted", Why: "an ordinary plan may not have looked"}
	}
	return silence{Trusted: true, Word: "trusted", Why: "complete, without errors"}
}

// outcomes are what became of the drifts of a scan, in words.
func outcomes(scan models.Scan) []string {
	var words []string
	for _, o := range []struct {
		n    int
		word string
	}{
		{scan.Created, "new"}, {scan.Repeated, "seen again"}, {scan.Superseded, "superseded"},
		{scan.Resolved, "resolved"}, {scan.Skipped, "skipped"},
	} {
		if o.n > 0 {
			words = append(words, grouped(int64(o.n))+" "+o.word)
		}
	}
	return words
}

// suppressed are the rules that left noise out, with how much.
func suppressed(scan models.Scan) []string {
	rules, err := scan.Suppressed.Object()
	if err != nil {
		return nil // PostgreSQL keeps no such jsonb
	}
	var words []string
	for _, rule := range models.SortedKeys(rules) {
		if n, ok := rules[rule].(json.Number); ok && n != "0" {
			words = append(words, n.String()+" "+rule)
		}
	}
	return words
}

// scanDetail is one scan as JSON, with what it covered.
type scanDetail struct {
	models.ScanResponse
	Trusted  bool        `json:"trusted"`            // whether its silence says that a resource is in order
	Why      string      `json:"whyTrusted"`         // or why not
	Coverage models.JSON `json:"coverage,omitempty"` // every resource that it checked
}

// scanView is the page of one scan.
type scanView struct {
	Title           string
	Facts           []fact
	Silence         silence
	Why             string
	Outcomes, Noise []string
	Coverage        [][]cell
	More            string // how much of the coverage the page leaves out
	Drifts          string
}

type fact struct {
	Name  string
	Value cell
}

// maxCoverage is how many covered resources a page lists; the JSON has them all.
const maxCoverage = 1000

// showScan answers /debug/scans/:id.
func (s *Server) showScan(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	scan, err := s.reader.Scans.Get(c.Request.Context(), id)
	if err != nil {
		return err
	}
	silence := silenceOf(scan)
	if !wantsPage(c) {
		return respondJSON(c, scanDetail{scan.Response(), silence.Trusted, silence.Why, scan.Coverage})
	}
	var covered []models.CoveredResource
	if err := json.Unmarshal(scan.Coverage, &covered); err != nil {
		return err
	}
	v := scanView{
		Title: scan.Scope, Silence: silence, Why: sentence(silence.Why), Outcomes: outcomes(scan), Noise: suppressed(scan),
		Drifts: filtered("/debug/drifts", "scope", scan.Scope),
	}
	for _, f := range []fact{
		{"Scanned", cell{Kind: "time", When: s.moment(scan.ScannedAt)}},
		{"Imported", cell{Kind: "time", When: s.moment(scan.CreatedAt)}},
		{"Tool", textCell(scan.Source + " " + scan.ToolVersion)},
		{"Format", textCell(scan.FormatVersion)},
		{"Report", cell{Kind: "code", Text: scan.File, Sub: grouped(scan.ReportBytes) + " bytes"}},
		{"Detected", textCell(detectorWords[scan.DetectedBy])},
		{"Checked", textCell(counted(int64(scan.Checked), "resource"))},
		{"Drifted", textCell(counted(int64(scan.Drifted), "resource"))},
	} {
		if f.Value.Kind == "time" || f.Value.Text != "" {
			v.Facts = append(v.Facts, f)
		}
	}
	for i, r := range covered {
		if i == maxCoverage {
			v.More = strconv.Itoa(len(covered)-i) + " more: read them as JSON"
			break
		}
		v.Coverage = append(v.Coverage, []cell{codeCell(r.Address), textCell(r.Type), codeCell(r.ID)})
	}
	return s.page(c, http.StatusOK, "scan", "Scan of "+scan.Scope, v)
}
