package seed

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

const day = 24 * time.Hour

// writeCosts records what a drift of so many cents a month cost in the whole days
// (UTC) between its detection and its end: a metric a day, or one for all days where
// there are very many drifts.
func (w *writer) writeCosts(drift uuid.UUID, monthly int64, from, to time.Time) {
	if monthly == 0 {
		return
	}
	// One day less than fits, so that all lie between the two whatever the time of
	// day: the number of rows must not depend on it.
	days := int(to.Sub(from)/day) - 1
	if days < 1 {
		return
	}
	first := to.Truncate(day).AddDate(0, 0, -days)
	if w.brief {
		w.cost(drift, monthly, first, 0, days)
		return
	}
	for i := range days {
		w.cost(drift, monthly, first, i, i+1)
	}
}

// cost writes a metric for the days from a to b after first.
func (w *writer) cost(drift uuid.UUID, monthly int64, first time.Time, a, b int) {
	end := first.AddDate(0, 0, b)
	recorded := end.Add(90*time.Minute + w.within(2*time.Hour)).Truncate(time.Second)
	if recorded.After(w.now) {
		recorded = w.now
	}
	projected := models.Cents(monthly)
	w.rows.Costs = append(w.rows.Costs, models.CostMetric{
		ID: w.id(seedCosts), DriftID: &drift,
		CostUSD:              models.Cents(costUntil(monthly, b) - costUntil(monthly, a)),
		CostProjectedMonthly: &projected,
		RecordedAt:           recorded, PeriodStart: first.AddDate(0, 0, a), PeriodEnd: end,
		CreatedAt: recorded,
	})
}

// costUntil is what so many cents a month come to after a number of days, a month
// being a twelfth of 365 days. Differences of it add up to the cent.
func costUntil(monthly int64, days int) int64 {
	twice := monthly * 12 * int64(days) * 2
	if monthly < 0 {
		return (twice - 365) / (2 * 365)
	}
	return (twice + 365) / (2 * 365)
}
