package importing

import (
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// costing is what an import does with an estimate; without one it does nothing.
type costing struct {
	estimate *reports.Estimate
	told     *Costs
	unfit    string // why the estimate tells of no drift at all
	metrics  []models.RecordCostInput
}

// Why costs are not kept.
const (
	costsAlready = "the report is imported already, which changes nothing; give the estimate with the next report"
	costsLate    = "the report is older than the newest scan of its scope"
	costTooLarge = "what it came to since it was last seen is beyond what the ledger keeps, 99999999.99"
)

func (c *costing) notKept(why string) {
	if c.told != nil {
		c.told.NotKept = why
	}
}

// price says on an item what its drift costs.
func (c *costing) price(report *reports.Report, e reports.Entry, item *Item) {
	if c.estimate == nil {
		return
	}
	cost, unknown := c.estimate.CostOf(report, e)
	if unknown != "" && c.unfit != "" {
		unknown = c.unfit
	}
	if item.CostUnknown = unknown; unknown == "" {
		item.CostImpactMonthly = &cost
	}
}

// firstPeriod is the period of a cost where no scan before tells since when it runs.
const firstPeriod = time.Hour

// add sums up what a drift costs and notes the metric: what that came to since the
// scan before saw the drift, so that metrics never overlap.
func (c *costing) add(item Item, result models.DetectResult, scan models.Scan) {
	if c.estimate == nil || item.DriftID == nil {
		return
	}
	monthly := item.CostImpactMonthly
	if monthly == nil {
		c.told.Unknown[item.CostUnknown]++
		return
	}
	at := scan.ScannedAt.UTC()
	from := at.Add(-firstPeriod)
	if !result.SeenBefore.IsZero() && result.SeenBefore.Before(at) {
		from = result.SeenBefore
	}
	cost, err := monthly.Over(at.Sub(from))
	if err != nil {
		c.told.Unknown[costTooLarge]++
		return
	}
	c.told.Priced++
	c.told.Monthly = c.told.Monthly.Add(monthly.Sum())
	c.metrics = append(c.metrics, models.RecordCostInput{
		DriftID: item.DriftID, CostUSD: cost, CostProjectedMonthly: monthly, RecordedAt: at, PeriodStart: from, PeriodEnd: at, Scan: &scan.ID,
	})
}
