package repositories_test

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Drifts", shelf{suite: driftSuite, write: driftWrites})

func driftSuite(l *ledger) {
	ctx := l.Context()
	made := l.drift()
	got, err := l.Drifts.Get(ctx, made.ID)
	l.ok(err)
	if got.ResourceID != "i-1" || *got.AccountID != "123456789012" || got.CostImpactMonthly.String() != "12.50" ||
		got.Status != models.StatusDetected || got.CreatedAt.Location() != time.UTC || !got.DetectedAt.Equal(made.DetectedAt) {
		l.Errorf("got %+v", got)
	}
	if want := `{"instance_type": {"actual": "t3.large", "expected": "t3.small"}}`; string(got.Difference) != want {
		l.Errorf("difference %s, want %s", got.Difference, want)
	}
	many, err := l.Drifts.CreateMany(ctx, []models.CreateDriftInput{input(), input(), input()})
	l.ok(err)
	for _, d := range many {
		if actions := l.audit(d.ID); len(actions) != 1 || actions[0] != models.ActionDriftDetected {
			l.Errorf("audit of a created drift: %v", actions)
		}
	}
	if none, err := l.Drifts.CreateMany(ctx, nil); err != nil || len(none) != 0 {
		l.Errorf("none created: %v, %v", none, err)
	}
	l.ok(l.move(made.ID, models.StatusTriaged))
	page, err := l.Drifts.List(ctx, models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusDetected}}, PageRequest: models.PageRequest{Limit: 2}})
	l.ok(err)
	if page.Total != 3 || len(page.Items) != 2 || page.Next == "" {
		l.Errorf("page of %d of %d, next %q", len(page.Items), page.Total, page.Next)
	}
	var streamed int
	l.ok(l.Drifts.Stream(ctx, models.DriftQuery{}, func(models.SeenDrift) error { streamed++; return nil }))
	if streamed != 4 {
		l.Errorf("%d streamed", streamed)
	}
}
