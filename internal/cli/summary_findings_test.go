package cli

import (
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

func TestFindings(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	s := importing.Summary{Scope: "prod", Format: "terraform", Items: []importing.Item{
		{Address: "b", Outcome: importing.Created, Severity: models.SeverityInfo, DriftID: &id, Open: true, Attributes: []string{"tags"}},
		{Address: "noise", Outcome: importing.Suppressed},
		{Address: "c", Outcome: importing.Repeated, Severity: models.SeverityCritical, Gone: true, NextApply: models.NextApplyRevert},
		{Address: "a", Outcome: importing.Created, Severity: models.SeverityInfo, Open: true, Changes: []importing.ItemChange{{Path: "tags.a", Severity: models.SeverityInfo}}},
		{Address: "bad", Outcome: importing.Skipped, Reason: "its id holds U+0000"},
	}}
	s.Open = importing.OpenDrifts{id: models.SeverityInfo, importing.OpenID(nil, "prod", "terraform", "a", ""): models.SeverityInfo}
	list, more, err := findingsOf(t.Context(), nil, s)
	if err != nil || more != 0 || len(list) != 4 {
		t.Fatalf("%+v, %d, %v", list, more, err)
	}
	for i, want := range []string{"bad: skipped; its id holds U+0000", "c: gone; the next apply reverts it; decided", "a: new", "b: tags; new"} {
		if got := list[i].address + ": " + list[i].sentence(); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
	if list[2].places[0] != "tags.a (info)" {
		t.Errorf("places %v", list[2].places)
	}
	p := pipelineRun{files: []pipelineFile{{summary: s, findings: list, more: 3}}, pages: "https://guardian.example"}
	open, more := p.open()
	if len(open) != 2 || more != 3 || p.href(open[0]) != "" || p.href(open[1]) != "https://guardian.example/debug/drifts/"+id.String() {
		t.Errorf("%+v, %d", open, more)
	}
	if got := (finding{resourceType: "EC2", rID: "i-1"}).resource(); got != "EC2 i-1" {
		t.Error(got)
	}
}

// That nothing is open is not said of what was not read.
func TestHeadline(t *testing.T) {
	t.Parallel()
	drifted := pipelineFile{summary: importing.Summary{Open: importing.OpenDrifts{{1}: models.SeverityCritical, {2}: models.SeverityCritical}}}
	refused := pipelineFile{path: "a.json", refused: "it is empty"}
	for want, files := range map[string][]pipelineFile{
		"No open drifts": {{}},
		"No open drifts in what was read; 2 files refused": {{}, refused, refused},
		"Open drifts: not known; 1 file refused":           {refused},
		"Open drifts: 2 critical":                          {drifted},
		"Open drifts: 2 critical; 1 file refused":          {refused, drifted},
	} {
		if got := (pipelineRun{files: files}).headline(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for want, files := range map[string][]pipelineFile{"Open drifts: not known": nil, "No open drifts in what was read": {{}}} {
		if got := (pipelineRun{files: files, broken: true}).headline(); got != want {
			t.Errorf("of an import that broke off: got %q, want %q", got, want)
		}
	}
}
