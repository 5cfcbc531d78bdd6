package repositories_test

import (
	"context"
	"errors"
	"math/rand/v2"
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

// owned is a ledger of 4,000 drifts in which some owners have those that were created first, every third, a few, and none.
func owned(t *testing.T) *ledger {
	t.Helper()
	db := testdb.Open(t)
	fill(t, db, 4_000)
	l := ledgerOn(t, db)
	l.exec(`BEGIN; SET LOCAL session_replication_role = replica;
		UPDATE drift_summaries s SET owner = CASE WHEN place <= 1500 THEN 'gone' WHEN place % 40 = 0 THEN 'few' WHEN place % 2 = 0 THEN 'half' ELSE '' END
		FROM (SELECT id, row_number() OVER (ORDER BY created_at NULLS FIRST, id) AS place FROM drifts) d WHERE d.id = s.drift_id; COMMIT; ANALYZE`)
	return l
}

// Pages of what a filter keeps are, in each order, the pages of all drifts without what it does not keep, wherever in the
// list it lies.
func TestPagesOfWhatLiesFarBack(t *testing.T) {
	t.Parallel()
	l := owned(t)
	owners := map[uuid.UUID]string{}
	var summaries []models.DriftSummary
	l.ok(l.db.Gorm.Select("drift_id, owner").Find(&summaries).Error)
	for _, s := range summaries {
		owners[s.DriftID] = s.Owner
	}
	for _, sort := range models.DriftSorts() {
		all := l.everyPage(models.DriftQuery{Sort: sort})
		for _, owner := range []string{"gone", "half", "few", "none"} {
			kept := slices.DeleteFunc(slices.Clone(all), func(id uuid.UUID) bool { return owners[id] != owner })
			q := models.DriftQuery{Sort: sort, Filter: models.DriftFilter{Owner: []string{owner}}}
			if got := l.everyPage(q); !slices.Equal(got, kept) {
				t.Errorf("%s of %s: %d by cursor, want %d in their order", owner, sort, len(got), len(kept))
			}
			q.Limit = 1 + rand.IntN(90)
			for _, q.Page = range []int{1, 2, 1 + len(kept)/q.Limit, 2 + len(kept)/q.Limit} {
				page, err := l.Drifts.List(t.Context(), q)
				l.ok(err)
				from := min((q.Page-1)*q.Limit, len(kept))
				want := kept[from:min(from+q.Limit, len(kept))]
				if got := idsOf(page.Items); !slices.Equal(got, want) || page.Total != int64(len(kept)) || page.AtLeast {
					t.Errorf("%s of %s, page %d of %d: %d of %d (at least: %v), want %d of %d", owner, sort, q.Page, q.Limit, len(got), page.Total, page.AtLeast, len(want), len(kept))
				}
			}
		}
	}
}

// everyPage gives the ids of all drifts that a query keeps, by cursor.
func (l *ledger) everyPage(q models.DriftQuery) (ids []uuid.UUID) {
	l.Helper()
	for q.Limit = models.MaxLimit; ; {
		page, err := l.Drifts.List(l.Context(), q)
		l.ok(err)
		ids = append(ids, idsOf(page.Items)...)
		if q.Cursor = page.Next; q.Cursor == "" {
			return ids
		}
	}
}

func idsOf(drifts []models.Drift) []uuid.UUID {
	ids := make([]uuid.UUID, len(drifts))
	for i, d := range drifts {
		ids[i] = d.ID
	}
	return ids
}

// Which pages are walked to, which are put in order, and which are looked for both ways.
func TestWaysToAPage(t *testing.T) {
	t.Parallel()
	l := owned(t)
	of := func(owner string) models.DriftFilter { return models.DriftFilter{Owner: []string{owner}} }
	region := models.DriftFilter{Region: []string{"eu-west-1"}}
	for _, c := range []struct {
		q           models.DriftQuery
		near, order bool
	}{
		{models.DriftQuery{Filter: of("few")}, false, true},
		{models.DriftQuery{Filter: of("half")}, true, true},
		{models.DriftQuery{Filter: of("half"), PageRequest: models.PageRequest{Page: 10_000}}, false, true}, // beyond the end
		{models.DriftQuery{}, false, false},
		{models.DriftQuery{Filter: models.DriftFilter{ResourceID: []string{"x"}}}, false, false},
		{models.DriftQuery{Filter: region}, false, false},
		{models.DriftQuery{Filter: region, Sort: models.SortDetectedAtDesc}, false, true},
		{models.DriftQuery{Filter: models.DriftFilter{Until: time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)}, Sort: models.SortDetectedAtDesc}, false, false},
		{models.DriftQuery{Filter: models.DriftFilter{CostAtLeast: new(int64)}, Sort: models.SortCost}, false, false},
	} {
		sent := strings.Join(sentBy(l.db, func() { l.ok(first(l.Drifts.List(t.Context(), c.q))) }), "\n")
		if strings.Contains(sent, "near AS MATERIALIZED") != c.near || strings.Contains(sent, "kept AS MATERIALIZED") != c.order {
			t.Errorf("%+v: it is to look in front: %v, and to put in order: %v, and asks\n%s", c.q, c.near, c.order, sent)
		}
	}
}

// What is in front is walked past in the order of the list, and no further than the page needs: it is not sorted anew.
func TestFrontIsNotSorted(t *testing.T) {
	t.Parallel()
	l := owned(t)
	for _, sort := range models.DriftSorts() {
		var asked postgres.Sent
		hear(l.db, func(s postgres.Sent) {
			if strings.Contains(s.SQL, "near AS MATERIALIZED") {
				asked = postgres.Sent{SQL: s.SQL, Values: slices.Clone(s.Values)}
			}
		})
		l.ok(first(l.Drifts.List(t.Context(), models.DriftQuery{Sort: sort, Filter: models.DriftFilter{Owner: []string{"half"}}, PageRequest: models.PageRequest{Limit: 3}})))
		l.db.Hear(nil)
		near := planOf(t, l.db.Pool, asked).named("CTE near")
		if len(near.Plans) != 1 || near.Type != "Limit" || near.Plans[0].Type == "Sort" {
			t.Errorf("by %s what is in front is gathered before it is looked at: %+v", sort, near)
		}
	}
}

// named is the step of a plan that has a name of its own.
func (n node) named(name string) (found node) {
	if n.Of == name {
		return n
	}
	for _, p := range n.Plans {
		if found = p.named(name); found.Of != "" {
			break
		}
	}
	return found
}

// A count that comes before its page and takes too long is a timeout as any other.
func TestCountBeforeAPageHasTime(t *testing.T) {
	t.Parallel()
	l := owned(t)
	locked := testdb.Super(t, l.db)
	tx, err := locked.Pool.Begin(t.Context())
	l.ok(err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	l.ok(last(tx.Exec(t.Context(), ofTest+"LOCK drift_summaries")))
	_, err = repositories.New(l.db, 300*time.Millisecond).Drifts.List(t.Context(), models.DriftQuery{Filter: models.DriftFilter{Owner: []string{"few"}}})
	if !errors.Is(err, models.ErrTimeout) {
		t.Errorf("a count that waits for a lock ends with %v", err)
	}
}

// A filter of no status at all is none.
func TestNoStatusIsNoFilter(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.Open(t))
	l.drift()
	l.drift()
	page, err := l.Drifts.List(t.Context(), models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{}}, PageRequest: models.PageRequest{Limit: 1}})
	if err != nil || page.Total != 2 {
		t.Errorf("%d drifts, %v, want 2", page.Total, err)
	}
}

// What a filter asks is asked once, of pages and of downloads.
func TestAFilterIsAskedOnce(t *testing.T) {
	t.Parallel()
	l := owned(t)
	q := models.DriftQuery{Filter: models.DriftFilter{Owner: []string{"few"}}}
	for name, call := range map[string]func() error{
		"page":     func() error { return first(l.Drifts.List(t.Context(), q)) },
		"download": func() error { return l.Drifts.StreamJSON(t.Context(), q, nil, func([]byte) error { return nil }) },
	} {
		for _, sent := range sentBy(l.db, func() { l.ok(call()) }) {
			if strings.Count(sent, "owner IN") > 1 {
				t.Errorf("a %s asks it anew:\n%s", name, sent)
			}
		}
	}
}
