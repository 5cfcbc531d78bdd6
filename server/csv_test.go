package server_test

import (
	"encoding/csv"
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
