package repositories_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// variety is a ledger whose drifts have every column in every state, NULL too.
func variety(t *testing.T, database, mode string) *ledger {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: testdb.Set(t, database, "default_query_exec_mode", mode)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	l := ledgerOn(t, db)
	for i, status := range append(models.Statuses(), models.Statuses()...) {
		d := l.drift(func(in *models.CreateDriftInput) {
			in.Severity = models.Severities()[i%3]
			in.CostImpactMonthly = models.Cents(int64(i*i*100 - 1234))
			in.DetectedAt = time.Date(1999+i, 1, 2, 3, 4, 5, i*1_000_000, time.UTC)
			if i%2 == 0 {
				in.AccountID = ""
				in.ResourceID = "say \"hé\\\u2028\x01\" <&> " + string(status)
				in.ExpectedState, in.ActualState = models.JSON(`{"n":12345678901234567890.10,"s":"\u2028é"}`), models.JSON(`{}`)
			}
		})
		if status != models.StatusDetected {
			l.ok(l.move(d.ID, status))
		}
	}
	old := l.detect("wide")
	l.detect("wide", func(in *models.Detection) { // takes the place of the other
		in.Difference, in.ActualState = models.JSON(`{"a":{"expected":1,"actual":3}}`), models.JSON(`{"a":3}`)
		in.NextApply, in.Kind, in.Severity = models.NextApplyRevert, models.KindState, models.SeverityCritical
	})
	l.detect("other", func(in *models.Detection) { in.Address = "say \"hé\"" })
	if d, err := l.Drifts.Get(t.Context(), old.DriftID); err != nil || d.Status != models.StatusResolved {
		t.Fatalf("nothing was superseded: %v, %v", d.Status, err)
	}
	l.exec("INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, cost_impact_monthly, detected_at, detected_by, created_at, updated_at) " +
		"SELECT 'null', 'EC2', 'global', '{}', '{}', '{}', NULL, now(), 'api', NULL, NULL FROM generate_series(1, 3)")
	return l
}

// Each way to a page gives the same, in every order and through every page, and rows as
// gorm reads them.
func TestEveryPageOfDrifts(t *testing.T) {
	t.Parallel()
	for name, mode := range map[string]string{"binary": "cache_statement", "text": "simple_protocol"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := variety(t, testdb.New(t).URL, mode)
			for _, sort := range models.DriftSorts() {
				for _, limit := range []int{1, 5, 13, 50, 7} {
					q := models.DriftQuery{Sort: sort, PageRequest: models.PageRequest{Limit: limit}}
					if limit == 7 {
						q.Filter.Region = []string{"global", "eu-west-1"}
					}
					for pages := 1; ; pages++ {
						want, err := l.Drifts.List(t.Context(), q)
						l.ok(err)
						got, err := l.Drifts.AppendJSON(t.Context(), nil, q, nil)
						l.ok(err)
						samePage(t, got, l.seen(want))
						l.asTheyStand(want.Items)
						some, err := l.Drifts.AppendJSON(t.Context(), nil, q, []string{"id", "actualState", "approvedByEmail", "lastSeen", "createdAt"})
						l.ok(err)
						sameFields(t, some, got, "id", "actualState", "approvedByEmail", "lastSeen", "createdAt")
						page, err := l.Drifts.ListWithoutStates(t.Context(), q)
						l.ok(err)
						if page.Next != want.Next || page.Total != want.Total || len(page.Items) != len(want.Items) {
							t.Fatalf("%s: page of %d of %d, next %q; want %d of %d, next %q",
								sort, len(page.Items), page.Total, page.Next, len(want.Items), want.Total, want.Next)
						}
						if q.Cursor = want.Next; q.Cursor == "" {
							break
						}
						if pages > 20 {
							t.Fatalf("%s: the cursors do not end", sort)
						}
					}
				}
			}
		})
	}
}

// asTheyStand holds drifts to their rows.
func (l *ledger) asTheyStand(drifts []models.Drift) {
	l.Helper()
	for _, got := range drifts {
		want := models.Drift{ID: got.ID}
		l.ok(l.db.Gorm.Take(&want).Error)
		if !reflect.DeepEqual(got, want) {
			l.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

// seen adds to a page what the scans sum up to.
func (l *ledger) seen(page models.Page[models.Drift]) models.Page[models.SeenDrift] {
	l.Helper()
	ids := make([]uuid.UUID, len(page.Items))
	for i, d := range page.Items {
		ids[i] = d.ID
	}
	seen, err := l.Drifts.Sightings(l.Context(), ids)
	l.ok(err)
	with := models.Page[models.SeenDrift]{Total: page.Total, Page: page.Page, Limit: page.Limit, Next: page.Next}
	for _, d := range page.Items {
		with.Items = append(with.Items, models.SeenDrift{Drift: d, Seen: seen[d.ID]})
	}
	return with
}

func samePage(t *testing.T, got []byte, want models.Page[models.SeenDrift]) {
	t.Helper()
	wanted := decoded(t, models.MustJSON(models.ListOf(want, models.SeenDrift.Response)))
	given := decoded(t, got)
	for i, item := range given["items"].([]any) {
		for _, field := range []string{"createdAt", "updatedAt"} { // a NULL is left out here, and the year 1 there
			if _, ok := item.(map[string]any)[field]; !ok {
				item.(map[string]any)[field] = wanted["items"].([]any)[i].(map[string]any)[field]
			}
		}
	}
	if !models.EqualJSON(given, wanted) {
		t.Fatalf("got %s\nwant %s", got, models.MustJSON(wanted))
	}
}

func decoded(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return v
}

// A list works over whichever Reader there is.
func TestDriftListOfAnyReader(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	reader := repositories.NewReader(l.db, time.Minute)
	for name, r := range map[string]*repositories.Reader{
		"a store's": l.Reader(), "another timeout": reader.WithTimeout(time.Hour), "both": l.WithTimeout(time.Hour).Reader().WithTimeout(0),
	} {
		page, err := r.Drifts.List(t.Context(), models.DriftQuery{})
		if err != nil || len(page.Items) != 1 || page.Items[0].ID != d.ID {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
		r.Close() // closes nothing
	}
	l.WithTimeout(0).Close()
	l.ok(l.Ping(t.Context()))
}

// A unit may be given more time than other calls, or less.
func TestStoreWithTimeout(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	hasty := l.WithTimeout(time.Nanosecond)
	fails(t, hasty.Ping(t.Context()), models.ErrTimeout)
	l.ok(hasty.WithTimeout(0).InTx(t.Context(), func(tx *repositories.Store) error {
		l.on(tx).drift()
		return nil
	}))
}

// What is wrong with a question is said by name, on each way.
func TestWrongPagesOfDrifts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	broken := repositories.New(testdb.Broken(t), time.Minute)
	for name, list := range map[string]func(r repositories.DriftReader, q models.DriftQuery) error{
		"List": func(r repositories.DriftReader, q models.DriftQuery) error { return first(r.List(t.Context(), q)) },
		"ListWithoutStates": func(r repositories.DriftReader, q models.DriftQuery) error {
			return first(r.ListWithoutStates(t.Context(), q))
		},
		"AppendJSON": func(r repositories.DriftReader, q models.DriftQuery) error {
			_, err := r.AppendJSON(t.Context(), nil, q, nil)
			return err
		},
	} {
		fails(t, list(l.Drifts.DriftReader, models.DriftQuery{Sort: "price"}), models.ErrInvalid, "sort")
		fails(t, list(l.Drifts.DriftReader, models.DriftQuery{PageRequest: models.PageRequest{Limit: 501}}), models.ErrInvalid, "limit")
		fails(t, list(l.Drifts.DriftReader, models.DriftQuery{PageRequest: models.PageRequest{Cursor: "x"}}), models.ErrInvalid, "cursor")
		fails(t, list(l.Drifts.DriftReader, models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{"lost"}}}), models.ErrInvalid, "status")
		if list(broken.Drifts.DriftReader, models.DriftQuery{}) == nil {
			t.Errorf("%s: a database that is gone gives a page", name)
		}
	}
}

// sameFields holds a page of some fields to these of the whole page.
func sameFields(t *testing.T, some, whole []byte, fields ...string) {
	t.Helper()
	var got, want map[string]any
	for raw, page := range map[*[]byte]*map[string]any{&some: &got, &whole: &want} {
		if err := json.Unmarshal(*raw, page); err != nil {
			t.Fatal(err)
		}
	}
	for _, item := range want["items"].([]any) {
		maps.DeleteFunc(item.(map[string]any), func(name string, _ any) bool { return !slices.Contains(fields, name) })
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A page takes one trip of two statements, and one more of two where it is counted anew; within a
// unit of work it is counted always, on the same trip.
func TestStatementsOfAPage(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	l := ledgerOn(t, db)
	for range 3 {
		l.drift()
	}
	ctx, cursor := t.Context(), ""
	page := func(of repositories.Drifts, q models.DriftQuery) error {
		page, err := of.List(ctx, q)
		cursor = cmp.Or(page.Next, cursor)
		return err
	}
	one := models.PageRequest{Limit: 1}
	fresh := func() *repositories.Store { return repositories.New(db, time.Minute) }
	for _, c := range []struct {
		name string
		want int
		call func() error
	}{
		{"counted anew", 3, func() error { return page(fresh().Drifts, models.DriftQuery{PageRequest: one}) }},
		{"counted before", 2, func() error { return page(l.Drifts, models.DriftQuery{PageRequest: one}) }},
		{"by cursor", 2, func() error {
			return first(l.Drifts.List(ctx, models.DriftQuery{PageRequest: models.PageRequest{Limit: 1, Cursor: cursor}}))
		}},
		{"by number", 2, func() error {
			return page(l.Drifts, models.DriftQuery{PageRequest: models.PageRequest{Limit: 1, Page: 2}})
		}},
		{"without states", 2, func() error { return first(l.Drifts.ListWithoutStates(ctx, models.DriftQuery{PageRequest: one})) }},
		{"as JSON", 2, func() error { return last(l.Drifts.AppendJSON(ctx, nil, models.DriftQuery{}, nil)) }},
		{"ascending", 2, func() error { return page(l.Drifts, models.DriftQuery{Sort: models.SortCreatedAt, PageRequest: one}) }},
		{"ascending to the end, where rows without a value may come", 3, func() error {
			return page(l.Drifts, models.DriftQuery{Sort: models.SortCreatedAt, PageRequest: models.PageRequest{Cursor: cursor}})
		}},
		{"of one place that differs, counted anew, for which there is time and room", 4, func() error {
			return page(fresh().Drifts, models.DriftQuery{Filter: models.DriftFilter{Changed: []string{"instance_type"}}, PageRequest: one})
		}},
		{"that has all rows, which need no count", 2, func() error { return page(fresh().Drifts, models.DriftQuery{}) }},
		{"within a unit of work, which begins and ends", 4, func() error {
			return l.InTx(ctx, func(tx *repositories.Store) error { return page(tx.Drifts, models.DriftQuery{}) })
		}},
		{"a stream of one batch: begin, its time, its cursor, the batch, the end of both", 6, func() error {
			return l.Drifts.StreamJSON(ctx, models.DriftQuery{}, nil, func([]byte) error { return nil })
		}},
	} {
		sent := sentBy(db, func() { l.ok(c.call()) })
		for tries := 0; len(sent) > c.want && tries < 100; tries++ { // other tests' transactions move the snapshot, too
			sent = sentBy(db, func() { l.ok(c.call()) })
		}
		if len(sent) != c.want {
			t.Errorf("a page %s sends %d statements, want %d:\n%s", c.name, len(sent), c.want, strings.Join(sent, "\n"))
		}
	}
}

// last drops the result of a call that has some beside an error.
func last[T any](_ T, err error) error { return err }
