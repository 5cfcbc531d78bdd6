package importing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// ofWebShop is the estimate of the plan webShop, and of its refresh-only plan.
const (
	webShop       = ours + "/15-mixed.plan.json"
	webShopDrifts = ours + "/15-mixed.refresh.json"
	ofWebShop     = "../reports/testdata/infracost/web-shop.json"
)

func estimate(t *testing.T, change func(string) string) *reports.Estimate {
	t.Helper()
	raw, err := os.ReadFile(ofWebShop)
	must(t, err)
	text := string(raw)
	if change != nil {
		text = change(text)
	}
	e, err := reports.OpenEstimate(strings.NewReader(text))
	must(t, err)
	return e
}

// costsOf lists the drifts of a ledger with their costs, and the metrics.
func costsOf(t *testing.T, store *repositories.Store) (drifts, metrics []string) {
	t.Helper()
	ctx := context.Background()
	page, err := store.Drifts.List(ctx, models.DriftQuery{PageRequest: models.PageRequest{Limit: models.MaxLimit}})
	must(t, err)
	for _, d := range page.Items {
		seen, err := store.Drifts.Occurrences(ctx, d.ID, models.PageRequest{})
		must(t, err)
		address, cost := strings.TrimPrefix(seen.Items[0].Address, "aws_instance."), "unknown"
		if d.CostImpactMonthly != nil {
			cost = d.CostImpactMonthly.String()
		}
		drifts = append(drifts, address+" "+cost)
		list, err := store.Costs.List(ctx, models.CostFilter{DriftID: &d.ID}, models.PageRequest{})
		must(t, err)
		for _, m := range list.Items {
			if !m.RecordedAt.Equal(m.PeriodEnd) {
				t.Errorf("recorded at %s, of a period until %s", m.RecordedAt, m.PeriodEnd)
			}
			metrics = append(metrics, fmt.Sprintf("%s %s of %s in %s until %s", address, m.CostUSD, m.CostProjectedMonthly, m.PeriodEnd.Sub(m.PeriodStart), m.PeriodEnd.UTC().Format("2 15:04")))
		}
	}
	slices.Sort(drifts)
	slices.Sort(metrics)
	return drifts, metrics
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
	}
}

func TestCostsOfAnImport(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	first := time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)
	// The gone one's price is not known, and another is named nowhere.
	priced := estimate(t, func(s string) string {
		at := strings.LastIndex(s, `"name": "aws_instance.gone"`)
		at = strings.LastIndex(s[:at], `"name": "aws_instance.gone"`) // the last but one is in breakdown
		s = s[:at] + strings.Replace(s[at:], `"monthlyCost": "8.392"`, `"monthlyCost": null`, 1)
		return strings.ReplaceAll(s, `"aws_instance.tainted"`, `"aws_instance.else"`)
	})
	o := importing.Options{Scope: "shop", DetectedAt: first, Costs: priced}
	s := mustImport(t, store, webShop, o)
	if got := fmt.Sprintf("%d %s %v %s", s.Costs.Priced, s.Costs.Monthly, s.Costs.Unknown, s.Costs.NotKept); got !=
		"5 12.59 map[the estimate does not name the resource:1 the estimate has no price:1] " {
		t.Errorf("summary: %s", got)
	}
	for _, i := range s.Items {
		if known := i.CostImpactMonthly != nil; known != (i.CostUnknown == "") {
			t.Errorf("item %+v", i)
		}
	}
	drifts, metrics := costsOf(t, store)
	same(t, "drifts", drifts, "agrees 0.00", "both -53.14", "drift_only 53.14", "gone unknown", "removed_from_config 10.49", "replaced 2.10", "tainted unknown")
	same(t, "metrics", metrics,
		"agrees 0.00 of 0.00 in 1h0m0s until 1 03:00", "both -0.07 of -53.14 in 1h0m0s until 1 03:00", "drift_only 0.07 of 53.14 in 1h0m0s until 1 03:00",
		"removed_from_config 0.01 of 10.49 in 1h0m0s until 1 03:00", "replaced 0.00 of 2.10 in 1h0m0s until 1 03:00")

	// The same report again changes nothing, also with an estimate.
	before := dump(t, store)
	o.Costs = estimate(t, nil)
	s = mustImport(t, store, webShop, o)
	if !s.AlreadyImported || s.Costs.Priced != 0 || !strings.Contains(s.Costs.NotKept, "imported already") {
		t.Errorf("once more: %+v", s.Costs)
	}
	if dump(t, store) != before {
		t.Error("the same report changed the ledger")
	}
	_, again := costsOf(t, store)
	same(t, "metrics once more", again, metrics...)

	// The next scan measures the time since then. What a drift that is known costs now
	// is told by the metric alone.
	o.DetectedAt = first.Add(73 * time.Hour)
	s = importText(t, store, "next.json", later(t, webShop), o)
	if s.Repeated != 7 || s.Costs.Priced != 7 || s.Costs.Monthly.String() != "6.30" {
		t.Errorf("next: %+v, %+v", s, s.Costs)
	}
	again, next := costsOf(t, store)
	same(t, "drifts after the next scan", again, drifts...)
	next = slices.DeleteFunc(next, func(m string) bool { return slices.Contains(metrics, m) })
	same(t, "metrics of the next scan", next,
		"agrees 0.00 of 0.00 in 73h0m0s until 4 04:00", "both -5.31 of -53.14 in 73h0m0s until 4 04:00", "drift_only 5.31 of 53.14 in 73h0m0s until 4 04:00",
		"gone -0.84 of -8.39 in 73h0m0s until 4 04:00", "removed_from_config 1.05 of 10.49 in 73h0m0s until 4 04:00",
		"replaced 0.21 of 2.10 in 73h0m0s until 4 04:00", "tainted 0.21 of 2.10 in 73h0m0s until 4 04:00")

	// A late report adds sightings alone.
	o.DetectedAt = first.Add(time.Hour)
	s = importText(t, store, "late.json", later(t, webShop)+" ", o)
	if !s.Late() || s.Costs.Priced != 7 || !strings.Contains(s.Costs.NotKept, "older than the newest scan") {
		t.Errorf("late: %+v, %+v", s, s.Costs)
	}
	if _, late := costsOf(t, store); len(late) != len(metrics)+len(next) {
		t.Errorf("late: %q", late)
	}
}

// later is a report with other bytes that says the same.
func later(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	return string(raw) + "\n"
}

func importText(t *testing.T, store *repositories.Store, path, text string, o importing.Options) importing.Summary {
	t.Helper()
	o.DetectedBy = models.DetectedByManual
	s, err := importing.File(context.Background(), store, path, strings.NewReader(text), o)
	must(t, err)
	return s
}

// What a drift came to may be more than a month's price, and then more than is kept.
func TestCostsBeyondTheLedger(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	first := time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)
	o := importing.Options{Scope: "shop", DetectedAt: first, Costs: estimate(t, func(s string) string {
		return strings.Replace(s, `"monthlyCost": "61.536"`, `"monthlyCost": "99999999"`, 1) // drift_only, of what is there
	})}
	if s := mustImport(t, store, webShop, o); s.Costs.Priced != 7 {
		t.Errorf("%+v", s.Costs)
	}
	o.DetectedAt = first.AddDate(0, 2, 0)
	if s := importText(t, store, "next.json", later(t, webShop), o); s.Costs.Priced != 6 ||
		s.Costs.Unknown["what it came to since it was last seen is beyond what the ledger keeps, 99999999.99"] != 1 {
		t.Errorf("%+v", s.Costs)
	}
}

// What is not known is not nothing.
func TestCostsNotKnown(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	s := mustImport(t, store, webShopDrifts, importing.Options{Costs: estimate(t, nil)})
	if s.Costs.Priced != 0 || s.Costs.Unknown["a refresh-only plan plans nothing, so what the code wants has no price"] != s.Created || s.Created == 0 {
		t.Errorf("%+v", s.Costs)
	}
	mustImport(t, store, ours+"/02-single.plan.json", importing.Options{}) // without an estimate
	drifts, metrics := costsOf(t, store)
	if n := len(slices.DeleteFunc(drifts, func(d string) bool { return strings.HasSuffix(d, " unknown") })); n != 0 || len(metrics) != 0 {
		t.Errorf("%q, %q", drifts, metrics)
	}
	overview, err := store.Drifts.Overview(context.Background())
	must(t, err)
	if sum := overview.Sum(nil, nil); sum.CostUnknown != sum.Drifts || sum.Drifts == 0 {
		t.Errorf("%+v", sum)
	}
}

// usageBased is what Infracost writes of a function without a usage file: all of its
// prices depend on how often it is called.
const usageBased = `{"name":"aws_instance.drift_only","resourceType":"aws_lambda_function","hourlyCost":null,"monthlyCost":null,"monthlyUsageCost":null,
	"costComponents":[{"name":"Requests","unit":"1M requests","hourlyQuantity":null,"monthlyQuantity":null,"price":"0.2","hourlyCost":null,"monthlyCost":null,"usageBased":true,"priceNotFound":false}],
	"subresources":[{"name":"Standard","hourlyCost":null,"monthlyCost":null,"costComponents":null}]}`

// What depends on its use has no price without a usage file: neither the drift nor the
// sums take it for nothing.
func TestCostsOfUseAreNotKnown(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	project := `{"metadata":{"type":"terraform_plan_json"},"pastBreakdown":{"resources":[` + usageBased + `]},"breakdown":{"resources":[` + usageBased + `]}}`
	priced, err := reports.OpenEstimate(strings.NewReader(`{"version":"0.2","currency":"USD","projects":[` + project + `],"totalMonthlyCost":null}`))
	must(t, err)
	s := mustImport(t, store, webShop, importing.Options{Costs: priced})
	i := slices.IndexFunc(s.Items, func(i importing.Item) bool { return i.Address == "aws_instance.drift_only" })
	written, err := json.Marshal(s.Items[i])
	must(t, err)
	if s.Costs.Priced != 0 || s.Costs.Unknown["the estimate has no price"] != 1 ||
		strings.Contains(string(written), "costImpactMonthly") || !strings.Contains(string(written), `"costUnknown":"the estimate has no price"`) {
		t.Errorf("%+v, %s", s.Costs, written)
	}
	drifts, metrics := costsOf(t, store)
	if !slices.Contains(drifts, "drift_only unknown") || len(metrics) != 0 {
		t.Errorf("%q, %q", drifts, metrics)
	}
	overview, err := store.Drifts.Overview(context.Background())
	must(t, err)
	if sum := overview.Sum(nil, nil); sum.CostUnknown != sum.Drifts {
		t.Errorf("of %d drifts the cost of %d is not known", sum.Drifts, sum.CostUnknown)
	}
}

// An estimate of another project is told from one that lacks a resource.
func TestCostsOfAnotherProject(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	other := estimate(t, func(s string) string { return strings.ReplaceAll(s, `"name": "aws_`, `"name": "aws_other_`) })
	s := mustImport(t, store, webShop, importing.Options{Costs: other, DryRun: true})
	if why := "the estimate names no resource of this plan that is there; make it of this very plan"; s.Costs.Unknown[why] != 7 || s.Costs.Priced != 0 {
		t.Errorf("%+v", s.Costs)
	}
	s = mustImport(t, store, webShopDrifts, importing.Options{Costs: other, DryRun: true})
	if s.Costs.Unknown["a refresh-only plan plans nothing, so what the code wants has no price"] != s.Created {
		t.Errorf("refresh-only: %+v", s.Costs)
	}
}

// Metrics have their audit rows; a dry run writes none.
func TestCostsAreAudited(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	o := importing.Options{Costs: estimate(t, nil), DryRun: true}
	if s := mustImport(t, store, webShop, o); s.Costs.Priced != 7 {
		t.Errorf("%+v", s.Costs)
	}
	if drifts, metrics := costsOf(t, store); len(drifts)+len(metrics) != 0 {
		t.Errorf("a dry run left %q, %q", drifts, metrics)
	}
	o.DryRun = false
	s := mustImport(t, store, webShop, o)
	audit, err := store.Audit.List(context.Background(), models.AuditFilter{Action: []string{models.ActionCostRecorded}}, models.PageRequest{})
	must(t, err)
	last := audit.Items[0]
	if audit.Total != 7 || !strings.Contains(string(last.NewValue), "costProjectedMonthly") || !strings.Contains(string(last.Details), s.ScanID.String()) {
		t.Errorf("%d audit rows, %s, %s", audit.Total, last.NewValue, last.Details)
	}
}
