package importing

import (
	"context"
	"fmt"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// Costs says what an estimate told of the drifts that a report shows.
type Costs struct {
	// Priced is how many have a known cost, and Monthly what these come to in US
	// dollars a month.
	Priced  int             `json:"priced"`
	Monthly models.MoneySum `json:"monthly"`
	// Unknown counts the others by why their cost is not known.
	Unknown map[string]int `json:"unknown"`
	// NotKept says why the ledger kept none of it, "" where it did.
	NotKept string `json:"notKept,omitempty"`
}

const (
	costsAlready = "the report is imported already, which changes nothing; give the estimate with the next report"
	costsLate    = "the report is older than the newest scan of its scope"
	costTooLarge = "what it came to since it was last seen is beyond what the ledger keeps, 99999999.99"
)

// checkCosts refuses an estimate beside a report that is no plan.
func checkCosts(o Options, report *reports.Report) error {
	if o.Costs != nil && report.Format != "terraform" {
		return fmt.Errorf("an estimate is of a plan of Terraform or OpenTofu, and this is a report of %s: import it without --costs", report.Format)
	}
	return nil
}

// price says on an item what its drift costs, where there is an estimate.
func (r *run) price(e reports.Entry, item *Item) {
	if r.options.Costs == nil {
		return
	}
	cost, unknown := r.options.Costs.CostOf(r.report, e)
	if item.CostUnknown = unknown; unknown == "" {
		item.CostImpactMonthly = &cost
	}
}

// firstPeriod is the period of a cost of which no scan before tells since when it runs.
const firstPeriod = time.Hour

// addCost sums up what a drift costs and notes the metric: what that came to since
// the scan before saw the drift, so that metrics never overlap.
func (r *run) addCost(item Item, result models.DetectResult) {
	costs := r.summary.Costs
	if costs == nil || item.DriftID == nil {
		return
	}
	if item.CostImpactMonthly == nil {
		costs.Unknown[item.CostUnknown]++
		return
	}
	until := r.scan.ScannedAt
	from := until.Add(-firstPeriod)
	if !result.SeenBefore.IsZero() && result.SeenBefore.Before(until) {
		from = result.SeenBefore
	}
	cost, err := item.CostImpactMonthly.Over(until.Sub(from))
	if err != nil {
		costs.Unknown[costTooLarge]++
		return
	}
	costs.Priced++
	costs.Monthly = costs.Monthly.Add(item.CostImpactMonthly.Sum())
	r.metrics = append(r.metrics, models.RecordCostInput{
		DriftID: item.DriftID, CostUSD: cost, CostProjectedMonthly: item.CostImpactMonthly,
		RecordedAt: until, PeriodStart: from, PeriodEnd: until,
	})
}

// recordCosts writes the metrics. A late report adds sightings and nothing else.
func (r *run) recordCosts(ctx context.Context) error {
	if r.summary.Late() && r.summary.Costs != nil {
		r.summary.Costs.NotKept = costsLate
		return nil
	}
	_, err := r.tx.Costs.RecordMany(ctx, r.metrics)
	return err
}
