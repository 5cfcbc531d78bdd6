package cli

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// readSARIF holds a run's SARIF to the official schema.
func readSARIF(t *testing.T, p pipelineRun) *sarif.Run {
	t.Helper()
	var b bytes.Buffer
	if err := p.sarif(&b); err != nil {
		t.Fatal(err)
	}
	report, err := sarif.FromBytes(b.Bytes(), sarif.WithStrictValidation())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Validate(); err != nil {
		t.Fatal(err)
	}
	if len(report.Runs) != 1 || report.Version != "2.1.0" {
		t.Fatalf("got %+v", report)
	}
	return report.Runs[0]
}

func TestSARIFHoldsAgainstAnything(t *testing.T) {
	t.Parallel()
	p := hostile()
	run := readSARIF(t, p)
	open, _ := p.open()
	if len(run.Results) != len(open) || *run.Invocations[0].ExecutionSuccessful || len(run.Invocations[0].ToolExecutionNotifications) != len(nasty) {
		t.Errorf("%d results, invocation %+v", len(run.Results), run.Invocations[0])
	}
	prints := map[string]bool{}
	for _, r := range run.Results {
		place := r.Locations[0].PhysicalLocation
		u, err := url.Parse(*place.ArtifactLocation.URI)
		if err != nil || u.IsAbs() || u.Host != "" || strings.HasPrefix(u.Path, "/") || strings.Contains(u.Path, "..") || *place.Region.StartLine != 1 {
			t.Errorf("location %+v, %v", *place.ArtifactLocation.URI, err)
		}
		if r.Level != "warning" || *r.RuleID != *run.Tool.Driver.Rules[r.RuleIndex].ID || strings.ContainsAny(*r.Message.Text, "\n\x1b") {
			t.Errorf("result %+v, %q", r, *r.Message.Text)
		}
		if text := strings.ReplaceAll(*r.Message.Text, `\]`, ""); strings.Contains(text, "](") {
			t.Errorf("a link: %q", *r.Message.Text)
		}
		prints[r.PartialFingerprints["primaryLocationLineHash"]] = true
	}
	if len(prints) != len(open) {
		t.Errorf("%d fingerprints of %d results", len(prints), len(open))
	}
}

// No more results than GitHub shows, the gravest of them, and a word about the rest; what
// is decided or resolved is no result.
func TestSARIFOfMany(t *testing.T) {
	t.Parallel()
	run := readSARIF(t, huge(10_000))
	if len(run.Results) != mostResults || run.Results[0].Level != "error" || len(run.Tool.Driver.Rules) != 1 {
		t.Errorf("%d results, the first %s", len(run.Results), run.Results[0].Level)
	}
	notes := run.Invocations[0].ToolExecutionNotifications
	if len(notes) != 1 || *notes[0].Message.Text != "5000 further open drifts left out: more than 5000 are not shown" {
		t.Errorf("notes %+v", notes)
	}
	p := huge(3)
	p.files[0].findings[0].open = false
	p.files[0].findings[1].outcome, p.files[0].findings[1].open = importing.Resolved, false
	p.broken = true
	run = readSARIF(t, p)
	if len(run.Results) != 1 || *run.Invocations[0].ExecutionSuccessful {
		t.Errorf("%d results", len(run.Results))
	}
	run = readSARIF(t, pipelineRun{})
	if len(run.Results) != 0 || !*run.Invocations[0].ExecutionSuccessful {
		t.Errorf("an empty run: %+v", run)
	}
}

func TestScopeURI(t *testing.T) {
	t.Parallel()
	for scope, want := range map[string]string{
		"live/app": "live/app", "/abs/x": "abs/x", "../up/./x": "up/x", "C:/x y": "C%3A/x%20y", "//host": "host", "": "scope", "a?b#c": "a%3Fb%23c",
	} {
		if got := scopeURI(scope); got != want {
			t.Errorf("%s: %s, want %s", scope, got, want)
		}
	}
	if sarifLevels[models.SeverityInfo] != "note" {
		t.Error(sarifLevels)
	}
}
