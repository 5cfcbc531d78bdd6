package models_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestRecordCostInput(t *testing.T) {
	t.Parallel()
	type in = models.RecordCostInput
	checkInput(t, in{CostUSD: models.Cents(-1), RecordedAt: noon, PeriodStart: noon.Add(-time.Hour), PeriodEnd: noon}, slices.Concat(
		moment("recordedAt", false, func(c *in, at time.Time) { c.RecordedAt = at }),
		[]change[in]{
			{"no period", func(c *in) { c.PeriodStart, c.PeriodEnd = time.Time{}, time.Time{} }, []string{"periodStart", "periodEnd"}},
			{"no start", func(c *in) { c.PeriodStart = time.Time{} }, []string{"periodStart"}},
			{"no end", func(c *in) { c.PeriodEnd = time.Time{} }, []string{"periodEnd"}},
			{"an empty period", func(c *in) { c.PeriodEnd = c.PeriodStart }, []string{"periodEnd"}},
			{"a period backwards", func(c *in) { c.PeriodEnd = c.PeriodStart.Add(-1) }, []string{"periodEnd"}},
			{"a period too late", func(c *in) { c.PeriodEnd = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"periodEnd"}},
			{"a period too early", func(c *in) { c.PeriodStart = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"periodStart"}},
		},
	))
}
