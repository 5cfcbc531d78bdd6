package repositories_test

import (
	"net/url"
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

// Where a drift differed and what it was called is asked as of then, too: the keys of the
// difference never change, and paths, address and id are those that the newest sighting of then had.
func TestPlacesAndWordsAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	at := func(address, path, noise string) func(*models.Detection) {
		return func(in *models.Detection) {
			in.Difference, in.Address = models.JSON(`{"ingress":{"expected":[],"actual":[1]}}`), address
			in.Changes = []models.JudgedChange{{Path: path, Severity: models.SeverityWarning}, {Path: "ingress[0].note", Severity: models.SeverityWarning, Noise: noise}}
		}
	}
	before := l.clock()
	seen := l.detect("prod/web", at("aws_instance.web", "ingress[3].port", "ignored")).DriftID
	written := l.drift(func(in *models.CreateDriftInput) {
		in.ResourceID, in.ExpectedState, in.ActualState = "bucket-7", models.JSON(`{"acl":1}`), models.JSON(`{"acl":2}`)
	}).ID
	then := l.clock()
	if again := l.detect("prod/web", at("aws_instance.moved", "ingress[5].port", "volatile")); again.DriftID != seen {
		t.Fatalf("it is another drift: %+v", again)
	}
	now := l.clock()
	names := map[uuid.UUID]string{seen: "seen", written: "written"}
	for _, c := range []struct {
		at    time.Time
		query string
		want  string
	}{
		{before, "changed=ingress", ""}, {then, "changed=ingress", "seen"}, {then, "changed=acl,ingress", "seen written"},
		{then, "changed=ingress[3].port", "seen"}, {now, "changed=ingress[3].port", ""}, {now, "changed=ingress[5].port", "seen"},
		{then, "changed=ingress[*].port", "seen"}, {then, "changed=ingress[*].por", ""}, {then, "changed=ingress[0].note", ""},
		{then, "changed=ingress[3].port&q=bucket", ""}, {then, "changed=no.such,acl", "written"},
		{before, "q=prod", ""}, {then, "q=prod instance web", "seen"}, {now, "q=moved", "seen"}, {then, "q=moved", ""}, {then, "q=ingress port", "seen"},
		{then, "q=note", ""}, {then, "q=bucket acl", "written"}, {then, "q=bucket,web", "seen written"}, {then, "q=-", ""},
	} {
		values, err := url.ParseQuery(c.query)
		l.ok(err)
		f, _, err := models.ParseFilter(values, models.DriftFilters())
		l.ok(err)
		if got := l.driftsThen(c.at, f, names); got != c.want {
			t.Errorf("%s keeps %q, want %q", c.query, got, c.want)
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
