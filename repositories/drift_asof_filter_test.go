package repositories_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Every filter of what changes goes by what the ledger had recorded by then, as the
// sightings of then tell it, whatever is so now.
func TestFiltersAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	days := func(n int) func(*models.Detection) {
		return func(in *models.Detection) {
			in.DueWithin = ptr(time.Duration(n) * 24 * time.Hour)
		}
	}
	first := l.detect("prod", days(0), func(in *models.Detection) {
		in.Owner, in.Kind, in.SeenAt = "net", models.KindState, l.now().Add(-time.Hour)
		in.DueWithin = ptr(time.Minute)
	}).DriftID
	written := l.drift().ID
	then := l.clock()
	l.detect("prod", days(30), func(in *models.Detection) {
		in.Owner, in.Kind, in.NextApply, in.Address = "web", models.KindConfiguration, models.NextApplyKeep, "aws_instance.moved"
	})
	now := l.clock()
	for _, c := range []struct {
		at     time.Time
		filter models.DriftFilter
		want   string
	}{
		{then, models.DriftFilter{Address: []string{"aws_instance.web"}}, "first"},
		{now, models.DriftFilter{Address: []string{"aws_instance.web"}}, ""},
		{now, models.DriftFilter{Address: []string{"aws_instance.moved"}}, "first"},
		{then, models.DriftFilter{NextApply: []models.NextApply{models.NextApplyRevert}}, "first"},
		{now, models.DriftFilter{NextApply: []models.NextApply{models.NextApplyRevert}}, ""},
		{then, models.DriftFilter{NextApply: []models.NextApply{models.NextApplyUnknown}}, "written"},
		{then, models.DriftFilter{Kind: []models.Kind{models.KindState}}, "first"},
		{now, models.DriftFilter{Kind: []models.Kind{models.KindState}}, ""},
		{then, models.DriftFilter{Kind: []models.Kind{models.KindState, models.KindUnknown}}, "first written"},
		{then, models.DriftFilter{Owner: []string{"net"}}, "first"},
		{now, models.DriftFilter{Owner: []string{"net"}}, ""},
		{then, models.DriftFilter{Overdue: []string{models.Overdue}}, "first"},
		{now, models.DriftFilter{Overdue: []string{models.Overdue}}, ""},
		{then, models.DriftFilter{Overdue: []string{models.Overdue}, Status: []models.Status{models.StatusResolved}}, ""},
	} {
		if got := l.driftsThen(c.at, c.filter, map[uuid.UUID]string{first: "first", written: "written"}); got != c.want {
			t.Errorf("%+v keeps %q, want %q", c.filter, got, c.want)
		}
	}
}

// An approval that ends soon is told of as of a moment while it was given and not over.
func TestEndingAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id := l.drift().ID
	before := l.clock()
	_, err := l.Drifts.Approve(t.Context(), id, models.ApproveDriftInput{ApprovedBy: l.engineer, Reason: reason, Until: models.ApprovalEnd{After: 48 * time.Hour}})
	l.ok(err)
	for want, at := range map[string]time.Time{"it": l.clock(), "": before} {
		if got := l.driftsThen(at, models.DriftFilter{Ending: []string{models.Ending}}, map[uuid.UUID]string{id: "it"}); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}

// driftsThen names the drifts that a filter keeps as of a moment.
func (l *ledger) driftsThen(at time.Time, f models.DriftFilter, names map[uuid.UUID]string) string {
	l.Helper()
	page, err := l.Drifts.AsOf(l.Context(), at, models.DriftQuery{Filter: f, Sort: models.SortCreatedAt})
	l.ok(err)
	var kept []string
	for _, d := range page.Items {
		kept = append(kept, names[d.ID])
	}
	return strings.Join(kept, " ")
}
