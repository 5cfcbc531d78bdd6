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

// firstPeriod is the longest period of a cost where no scan before saw the drift, or one whose place it takes.
const firstPeriod = time.Hour

// periodFrom is when the period of a cost begins that a scan tells of, so that metrics never
// overlap: when the drift, or one whose place it takes, was last seen before, which may be no
// earlier than the scan. Of one that nobody saw it is the scan before, which did not find it, or
// resolved since what that found, and no earlier than an hour ago.
func periodFrom(seen time.Time, scan models.BegunScan) time.Time {
	at := scan.ScannedAt
	from := at.Add(-firstPeriod)
	switch before := scan.Previous; {
	case !seen.IsZero():
		from = seen
	case before.After(from) && !before.After(at):
		from = before
	}
	// There is a metric in any case: where no time went by it is of the shortest period there is, for nothing.
	if last := at.Add(-time.Microsecond); from.After(last) {
		from = last
	}
	return from.UTC()
}

// add sums up what a drift costs and notes the metric: what that came to since the
// scan before saw the drift.
func (c *costing) add(item Item, result models.DetectResult, scan models.BegunScan) {
	if c.estimate == nil || item.DriftID == nil {
		return
	}
	monthly := item.CostImpactMonthly
	if monthly == nil {
		c.told.Unknown[item.CostUnknown]++
		return
	}
	at, from := scan.ScannedAt.UTC(), periodFrom(result.SeenBefore, scan)
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
