package pages

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Costs is the list of recorded costs; drifts are the names of those in it.
func Costs(now time.Time, costs []models.CostMetric, drifts map[uuid.UUID]models.DriftName) Table {
	t := Table{
		Title: "Costs", Lead: "What drifts cost over a period, and what that makes in a month, in US dollars.",
		Columns: []string{"From", "Until", "Drift", "Cost", "A month", "Recorded"},
		Empty:   "No cost has been recorded yet.",
	}
	for _, m := range costs {
		t.Rows = append(t.Rows, []cell{
			timeCell(now, m.PeriodStart), timeCell(now, m.PeriodEnd), driftCell(drifts, m.DriftID),
			costCell(&m.CostUSD), costCell(m.CostProjectedMonthly), timeCell(now, m.RecordedAt),
		})
	}
	return t
}
