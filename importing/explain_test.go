package importing

import (
	"fmt"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rulebook"
)

// Each change says what judged it: a team's own rule with its line, else the product's table
// by a line, by words, or by nothing; what was judged otherwise then is said to be.
func TestExplain(t *testing.T) {
	t.Parallel()
	source := "ignore \"a\" {\n  path = [\"b\"]\n  reason = \"ours\"\n}\nowner \"net\" {\n  tags = { Team = \"net\" }\n}\n"
	book, err := rulebook.Parse("r.hcl", []byte(source), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	d := models.Dossier{
		Drift:    models.Drift{ResourceType: "EC2", Severity: models.SeverityCritical, ExpectedState: models.JSON(`{"tags": {"Team": "net"}}`), ActualState: models.JSON(`{"x": 1}`)},
		Sighting: models.Sighting{Owner: "net", FirstSeen: first, DueAt: &first, Kind: models.KindState},
		Changes: []models.JudgedChange{
			{Path: "ingress", Severity: models.SeverityCritical}, {Path: "colour", Severity: models.SeverityWarning}, {Path: "tags.Name", Severity: models.SeverityWarning},
			{Path: "b", Severity: models.SeverityInfo, Noise: ruleIgnored, Rule: `ignore "a"`}, {Path: "c", Noise: ruleEmpty}, {Path: "etag", Noise: ruleVolatile},
		},
	}
	newest := models.Occurrence{ResourceType: "aws_security_group"}
	e, err := Explain(book, d, newest, first)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, c := range e.Changes {
		got += fmt.Sprintf("%s %s%s %s:%d %s\n", c.Path, c.Severity, c.Noise, c.Rule, c.Line, c.Because)
	}
	const want = `ingress critical :0 the product's table: aws_security_group * (firewall rules)
colour warning :0 the product's table as it was then; today it says critical
tags.Name warning :0 the product's table as it was then; today it says info
b infoignored ignore "a":1 ours
c empty :0 nothing stands against nothing
etag volatile :0 the platform itself keeps changing it
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if e.Owner == nil || e.Owner.Line != 5 || e.Due == nil || e.Due.Rule != "" || e.Whole != nil {
		t.Errorf("got %+v, %+v, %+v", e.Owner, e.Due, e.Whole)
	}
	d.Drift.ActualState, d.Sighting.Owner = models.JSON(`{}`), "other"
	if e, err = Explain(nil, d, newest, first); err != nil || e.Whole == nil || e.Whole.Severity != models.SeverityCritical || e.Owner.Rule != "" {
		t.Errorf("without rules: %+v, %v", e, err)
	}
	d.Drift.ActualState = models.JSON(`[`)
	if _, err := Explain(nil, d, newest, first); err == nil {
		t.Error("a state that cannot be read is explained")
	}
}
