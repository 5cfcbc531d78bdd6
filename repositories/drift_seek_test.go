package repositories_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// owned is a ledger of 4,000 drifts in which some owners have those that were created first, every third, a few, and none.
func owned(t *testing.T) *ledger {
	t.Helper()
	db := testdb.Open(t)
	fill(t, db, 4_000)
	l := ledgerOn(t, db)
	l.exec(`BEGIN; SET LOCAL session_replication_role = replica;
		UPDATE drift_summaries s SET owner = CASE WHEN place <= 1500 THEN 'gone' WHEN place % 40 = 0 THEN 'few' WHEN place % 2 = 0 THEN 'half' ELSE '' END
		FROM (SELECT id, row_number() OVER (ORDER BY created_at NULLS FIRST, id) AS place FROM drifts) d WHERE d.id = s.drift_id; COMMIT`)
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

// A few are put in order, and no others are walked past for them.
func TestAFewAreNotWalkedTo(t *testing.T) {
	t.Parallel()
	l := owned(t)
	for owner, walks := range map[string]bool{"few": false, "half": true} {
		sent := strings.Join(sentBy(l.db, func() {
			l.ok(first(l.Drifts.List(t.Context(), models.DriftQuery{Filter: models.DriftFilter{Owner: []string{owner}}})))
		}), "\n")
		if strings.Contains(sent, "WITH near") != walks || !strings.Contains(sent, "kept AS MATERIALIZED") {
			t.Errorf("of %s, which is to be walked to: %v, it asks\n%s", owner, walks, sent)
		}
	}
}
