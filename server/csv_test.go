package server_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/clouddrift/guardian/models"
)

func TestCSVIsNoFormula(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	_, err := l.store.Drifts.Create(t.Context(), models.CreateDriftInput{
		ResourceID: `=HYPERLINK("http://x","y")`, ResourceType: models.ResourceEC2, Region: "us-east-1",
		ExpectedState: models.JSON(`{"a":"=1"}`), ActualState: models.JSON(`{"a":"2;=HYPERLINK(A1)"}`), Severity: models.SeverityInfo,
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
	if strings.Contains(line, ";=") || !strings.Contains(line, `2;\u003dHYPERLINK(A1)`) {
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
	tail := records[0][len(records[0])-17:]
	if got := strings.Join(tail, " "); got != "address scope tool kind firstSeen lastSeen occurrences nextApply nextApplyAt owner dueAt overdue supersedes supersededBy approvedUntil ticket open" {
		t.Error(got)
	}
	if i := slices.Index(records[0], "costImpactMonthly"); records[1][i] != "" {
		t.Errorf("a cost that is not known is %q", records[1][i])
	}
	if got := strings.Join(records[1][len(records[0])-17:], "|"); !strings.HasPrefix(got, "aws_security_group.bastion|network/prod|terraform|unknown|") || !strings.HasSuffix(got, "|true|||||true") {
		t.Error(got)
	}
}

// A cell takes what a spreadsheet takes, and says where it is cut.
func TestCSVFitsACell(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for name, text := range map[string]string{"fits": strings.Repeat("ü", 32_767-len(`{"a": ""}`)), "long": strings.Repeat("😀", 20_000)} {
		_, err := l.store.Drifts.Create(t.Context(), models.CreateDriftInput{
			ResourceID: name, ResourceType: models.ResourceEC2, Region: "us-east-1", ExpectedState: models.MustJSON(map[string]any{"a": text}), ActualState: models.JSON(`{"a":"2"}`),
			Severity: models.SeverityInfo, DetectedBy: models.DetectedByAPI, DetectedAt: l.now,
		})
		must(t, err)
	}
	h := l.server(t)
	for name, cut := range map[string]bool{"fits": false, "long": true} {
		records, err := csv.NewReader(strings.NewReader(l.download(t, h, "/debug/drifts?format=csv&resourceId="+name))).ReadAll()
		must(t, err)
		cell := records[1][slices.Index(records[0], "expectedState")]
		units := len(utf16.Encode([]rune(cell)))
		if units > 32_767 || strings.Contains(cell, "cut here: 40009 characters in all, NDJSON has them") != cut || cut != (units < 32_000 || strings.HasSuffix(cell, "has them")) {
			t.Errorf("%s: %d characters, ending in %q", name, units, cell[len(cell)-60:])
		}
		if ndjson := l.download(t, h, "/debug/drifts?format=ndjson&resourceId="+name); strings.Contains(ndjson, "cut here") {
			t.Errorf("%s: NDJSON is cut", name)
		}
	}
}
