package repositories_test

import (
	"context"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Each filter goes all the way: a field of the list's filter, a line of its table,
// the parser, the checks and the SQL, which keeps and leaves out.
func TestEveryFilterGoesAllTheWay(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.oneOfEach()
	walkFilters(t, models.DriftFilters(), func(ctx context.Context, f models.DriftFilter, p models.PageRequest) (models.Page[models.Drift], error) {
		return l.Drifts.List(ctx, models.DriftQuery{Filter: f, PageRequest: p})
	})
	walkFilters(t, models.ScanFilters(), l.Scans.List)
	walkFilters(t, models.AlertFilters(), l.Alerts.List)
	walkFilters(t, models.CostFilters(), l.Costs.List)
	walkFilters(t, models.AuditFilters(), l.Audit.List)
	walkFilters(t, models.UserFilters(), l.Users.List)
	walkFilters(t, models.SessionFilters(), l.Sessions.List)
}

// oneOfEach writes a row of each list.
func (l *ledger) oneOfEach() {
	l.Helper()
	ctx := l.Context()
	d := l.detect("s")
	_, err := l.Costs.Record(ctx, models.RecordCostInput{DriftID: &d.DriftID, CostUSD: models.MustMoney("1"),
		PeriodStart: l.now().Add(-time.Hour), PeriodEnd: l.now()})
	l.ok(err)
	_, err = l.Sessions.Create(ctx, models.CreateSessionInput{UserID: l.engineer, ExpiresAt: l.now().Add(time.Hour)})
	l.ok(err)
}

func walkFilters[F interface{ Validate() error }, E any](t *testing.T, filters []models.Filter[F],
	list func(context.Context, F, models.PageRequest) (models.Page[E], error)) {
	t.Helper()
	var none F
	of := reflect.TypeOf(none)
	total := func(values url.Values) int64 {
		t.Helper()
		f, request, err := models.ParseFilter(values, filters)
		if err != nil {
			t.Fatalf("%s: the parser refuses %v: %v", of, values, err)
		}
		if err := f.Validate(); err != nil {
			t.Errorf("%s: Validate refuses %v: %v", of, values, err)
		}
		page, err := list(t.Context(), f, request)
		if err != nil {
			t.Errorf("%s: the filter of %v has neither a column of its table nor a clause in package repositories: %v", of, values, err)
		}
		return page.Total
	}
	all := total(nil)
	if all == 0 {
		t.Fatalf("%s: there is no row to keep", of)
	}
	reached := map[int]string{}
	for _, filter := range filters {
		if filter.Label == "" || filter.Help == "" {
			t.Errorf("%s: the line of %s has no label or no help", of, filter.Name)
		}
		values := func(s string) url.Values { return url.Values{filter.Name: {s}} }
		sample, sum := uuid.NewString(), int64(0)
		switch filter.Kind {
		case models.FilterWords:
			sample = filter.Words[0]
			for _, word := range filter.Words {
				if word != string(models.StatusOpen) { // it stands for others
					sum += total(values(word))
				}
			}
		case models.FilterFlag:
			sample = "false"
			sum = total(values("true")) + total(values("false"))
		case models.FilterSince:
			sample = "9999-01-01"
			sum = total(values(sample)) + total(values("0002-01-01"))
		case models.FilterUntil:
			sample = "0002-01-01"
			sum = total(values(sample)) + total(values("9999-01-01"))
		default: // nothing has a random id
			sum = all + total(values(sample))
		}
		if sum != all {
			t.Errorf("%s: %s keeps %d of %d rows over all its values", of, filter.Name, sum, all)
		}
		if filter.Kind != models.FilterSince && filter.Kind != models.FilterUntil && total(values("all")) != all {
			t.Errorf("%s: %s=all leaves something out", of, filter.Name)
		}
		f, _, _ := models.ParseFilter(values(sample), filters)
		for i := range of.NumField() {
			if !reflect.ValueOf(f).Field(i).IsZero() {
				if other, twice := reached[i]; twice {
					t.Errorf("%s: %s and %s fill in the same field", of, other, filter.Name)
				}
				reached[i] = filter.Name
			}
		}
	}
	for i := range of.NumField() {
		if reached[i] == "" {
			t.Errorf("%s.%s has no line in the table of its filters", of, of.Field(i).Name)
		}
	}
}
