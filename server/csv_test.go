package server_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestCSVIsNoFormula(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	_, err := l.store.Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: `=HYPERLINK("http://x","y")`, ResourceType: models.ResourceEC2, Region: "us-east-1",
		ExpectedState: models.JSON(`{"a":"=1"}`), ActualState: models.JSON(`{"a":"2"}`), Severity: models.SeverityInfo,
		CostImpactMonthly: models.MustMoney("-12.50"), DetectedBy: models.DetectedByAPI, DetectedAt: l.now,
	})
	must(t, err)
	h := l.server(t)
	records, err := csv.NewReader(strings.NewReader(l.download(t, h, "/debug/drifts?format=csv&detectedBy=api&sort=-createdAt"))).ReadAll()
	must(t, err)
	line := strings.Join(records[1], "|")
	if !strings.Contains(line, `|'=HYPERLINK("http://x","y")|`) || !strings.Contains(line, "|-12.50|") {
		t.Error(line)
	}
}

// A table has the fields of JSON in the order of JSON, those of the scans after the
// drift's own, and each row a value for each.
func TestCSVHasTheFieldsOfJSON(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t)
	records, err := csv.NewReader(strings.NewReader(l.download(t, h, "/debug/drifts?format=csv&resourceId=sg-0f3"))).ReadAll()
	must(t, err)
	tail := records[0][len(records[0])-12:]
	if got := strings.Join(tail, " "); got != "address scope tool kind firstSeen lastSeen occurrences nextApply nextApplyAt supersedes supersededBy open" {
		t.Error(got)
	}
	if i := slices.Index(records[0], "costImpactMonthly"); records[1][i] != "" {
		t.Errorf("a cost that is not known is %q", records[1][i])
	}
	if got := strings.Join(records[1][len(records[0])-12:], "|"); !strings.HasPrefix(got, "aws_security_group.bastion|network/prod|terraform|unknown|") || !strings.HasSuffix(got, "|||true") {
		t.Error(got)
	}
}
