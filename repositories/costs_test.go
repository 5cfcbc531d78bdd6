package repositories_test

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Costs", shelf{costSuite, costList, costWrites})

func costList(l *ledger) list {
	return listOf("Costs", models.CostFilters(), l.Costs, costFilters(l)...)
}

func costFilters(l *ledger) []models.CostFilter {
	drift := someDrift(l)
	return []models.CostFilter{{}, {DriftID: &drift}, {Since: l.past(7)}, {DriftID: &drift, Since: l.past(300), Until: l.past(1)}}
}

func costSuite(l *ledger) {
	ctx := l.Context()
	a := l.drift()
	b := l.drift(func(in *models.CreateDriftInput) { in.AccountID = "" })
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	record := func(d *uuid.UUID, usd string, days int) models.RecordCostInput {
		start := day.AddDate(0, 0, days)
		return models.RecordCostInput{DriftID: d, CostUSD: models.MustMoney(usd), PeriodStart: start, PeriodEnd: start.Add(time.Hour), RecordedAt: start}
	}
	metric, err := l.Costs.Record(ctx, record(&a.ID, "99999999.99", 0))
	l.ok(err)
	if got, err := l.Costs.Get(ctx, metric.ID); err != nil || got.CostUSD.String() != "99999999.99" || !got.RecordedAt.Equal(day) {
		l.Errorf("got %+v, %v", got, err)
	}
	many, err := l.Costs.RecordMany(ctx, []models.RecordCostInput{record(&a.ID, "99999999.99", 0), record(&b.ID, "-3.10", 1), record(nil, "2.00", 1)})
	l.ok(err)
	if len(many) != 3 {
		l.Errorf("%d recorded", len(many))
	}
	if n, err := l.Audit.List(ctx, models.AuditFilter{Action: []string{models.ActionCostRecorded}}, models.PageRequest{}); err != nil || n.Total != 4 {
		l.Errorf("%d audit rows, %v", n.Total, err)
	}
	days, err := l.Costs.TotalsByDay(ctx, models.CostFilter{})
	l.ok(err)
	if got := fmt.Sprint(days); got != "[{2026-03-01 00:00:00 +0000 UTC 199999999.98 2} {2026-03-02 00:00:00 +0000 UTC -1.10 2}]" {
		l.Errorf("by day: %s", got)
	}
	drifts, err := l.Costs.TotalsByDrift(ctx, models.CostFilter{}, 2)
	l.ok(err)
	if len(drifts) != 2 || *drifts[0].DriftID != a.ID || drifts[1].DriftID != nil || drifts[1].CostUSD.String() != "2.00" {
		l.Errorf("by drift: %+v", drifts)
	}
	accounts, err := l.Costs.TotalsByAccount(ctx, models.CostFilter{})
	l.ok(err)
	if len(accounts) != 2 || *accounts[0].AccountID != "123456789012" || accounts[1].AccountID != nil || accounts[1].CostUSD.String() != "-1.10" {
		l.Errorf("by account: %+v", accounts)
	}
	for since, want := range map[time.Time]int{day: 2, day.Add(time.Second): 1, day.AddDate(0, 0, 1): 1, day.AddDate(0, 0, 2): 0,
		day.Truncate(24 * time.Hour): 2, day.Add(12 * time.Hour): 1, day.Add(36 * time.Hour): 0} { // whole days
		f := models.CostFilter{Since: since}
		days, err := l.Costs.TotalsByDay(ctx, f)
		l.ok(err)
		accounts, err := l.Costs.TotalsByAccount(ctx, f)
		l.ok(err)
		if len(days) != want || want > 0 && len(accounts) == 0 {
			l.Errorf("since %s: %v, %v", since, days, accounts)
		}
	}
	ofOne, err := l.Costs.TotalsByDay(ctx, models.CostFilter{DriftID: &a.ID})
	l.ok(err)
	if len(ofOne) != 1 {
		l.Errorf("of one drift: %v", ofOne)
	}
	page, err := l.Costs.List(ctx, models.CostFilter{Since: day, Until: day.AddDate(0, 0, 1)}, models.PageRequest{})
	l.ok(err)
	if page.Total != 2 { // until is exclusive
		l.Errorf("%d in the period", page.Total)
	}
	_, err = l.Costs.Record(ctx, record(&someID, "1.00", 0))
	fails(l, err, models.ErrInvalid, "driftId")
	_, err = l.Costs.TotalsByDrift(ctx, models.CostFilter{}, 0)
	fails(l, err, models.ErrInvalid, "limit")
}

func costWrites(l *ledger) {
	ctx, now, drift := l.Context(), l.now(), l.drift().ID
	cost := models.RecordCostInput{DriftID: &drift, CostUSD: models.MustMoney("1.50"), PeriodStart: now.Add(-time.Hour), PeriodEnd: now}
	metric, err := l.Costs.Record(ctx, cost)
	l.ok(err)
	_, err = l.Costs.RecordMany(ctx, []models.RecordCostInput{cost, cost})
	l.ok(err)
	_, err = l.Costs.Get(ctx, metric.ID)
	l.ok(err)
}
