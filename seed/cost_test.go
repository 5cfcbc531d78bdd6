package seed

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// cents reads what an amount of money is written as.
func cents(t *testing.T, m models.Money) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.Replace(m.String(), ".", "", 1), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What single days cost adds up to what they cost together, and a year to twelve
// months.
func TestCostsAddUp(t *testing.T) {
	t.Parallel()
	for _, monthly := range []int64{1, 125_50, -7_99} {
		if year := costUntil(monthly, 365); year != 12*monthly {
			t.Errorf("%d cents a month are %d a year", monthly, year)
		}
	}
	to := noon
	single, summed := newWriter(noon, 1, 64), newWriter(noon, 1, briefFrom+1)
	var totals [2]int64
	for i, w := range []*writer{single, summed} {
		before := len(w.rows.Costs)
		w.writeCosts(uuid.New(), 125_50, to.Add(-10*day), to)
		for _, c := range w.rows.Costs[before:] {
			totals[i] += cents(t, c.CostUSD)
		}
		if first := w.rows.Costs[before]; first.PeriodStart.Before(to.Add(-10*day)) || first.RecordedAt.After(noon) {
			t.Errorf("a period of %v, recorded at %v", first.PeriodStart, first.RecordedAt)
		}
	}
	if days := len(single.rows.Costs) - len(summed.rows.Costs); totals[0] != totals[1] || days != 8 {
		t.Errorf("%v, %d rows apart", totals, days)
	}
	rows := len(single.rows.Costs)
	single.writeCosts(uuid.New(), 0, to.Add(-10*day), to)
	single.writeCosts(uuid.New(), 100, to.Add(-time.Hour), to)
	if len(single.rows.Costs) != rows {
		t.Error("what costs nothing, or is over within the day, has a metric")
	}
}
