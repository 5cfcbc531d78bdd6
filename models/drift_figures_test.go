package models_test

import (
	"fmt"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	sum := func(text string) (m models.MoneySum) { _ = m.Scan(text); return m }
	overview := models.DriftOverview{Groups: []models.DriftGroup{
		{Status: models.StatusDetected, Severity: models.SeverityCritical, Drifts: 2, CostMonthly: sum("10.50")},
		{Status: models.StatusDetected, Severity: models.SeverityInfo, Drifts: 3, CostMonthly: sum("-0.25"), CostUnknown: 1},
		{Status: models.StatusResolved, Severity: models.SeverityCritical, Drifts: 3, CostMonthly: sum("0.75")},
		{Status: models.StatusResolved, Superseded: true, Severity: models.SeverityCritical, Drifts: 1, CostMonthly: sum("0.25")},
	}}
	for _, c := range []struct {
		statuses   []models.Status
		severities []models.Severity
		drifts     int64
		cost       string
		unknown    int64
	}{
		{nil, nil, 9, "11.25", 1},
		{models.OpenStatuses(), nil, 5, "10.25", 1},
		{nil, []models.Severity{models.SeverityCritical}, 6, "11.50", 0},
		{[]models.Status{models.StatusResolved}, []models.Severity{models.SeverityInfo}, 0, "0.00", 0},
	} {
		if sum := overview.Sum(c.statuses, c.severities); sum.Drifts != c.drifts || sum.CostMonthly.String() != c.cost || sum.CostUnknown != c.unknown {
			t.Errorf("%v, %v: %+v", c.statuses, c.severities, sum)
		}
	}
	words := ""
	for _, word := range models.StatusWords() {
		sum := overview.SumOf(word, []models.Severity{models.SeverityCritical})
		words += fmt.Sprintf("%s %d %s, ", word, sum.Drifts, sum.CostMonthly)
	}
	if words != "detected 2 10.50, triaged 0 0.00, approved 0 0.00, rejected 0 0.00, resolved 3 0.75, superseded 1 0.25, ended 0 0.00, " {
		t.Error(words)
	}
	var counts models.SeverityCounts
	for i, s := range append(models.Severities(), "nonsense") {
		counts.Add(s, int64(i+1))
	}
	if counts != (models.SeverityCounts{Critical: 1, Warning: 2, Info: 3}) || counts.Total() != 6 {
		t.Errorf("%+v", counts)
	}
}
