package repositories_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// BenchmarkList measures pages of the list of drifts.
func BenchmarkList(b *testing.B) {
	of := newBench(b)
	of.benchKeyset(b)
	of.benchTotals(b)
	of.benchDepth(b)
}

// handPage reads a page by hand.
func (of *bench) handPage(ctx context.Context, columns, rest string, args ...any) error {
	rows, err := of.pgx.Query(ctx, "SELECT "+columns+" FROM drifts "+rest, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	drifts := make([]handDrift, 0, models.DefaultLimit+1)
	for rows.Next() {
		var d handDrift
		if err := d.scan(rows); err != nil {
			return err
		}
		drifts = append(drifts, d)
	}
	if len(drifts) == 0 && rows.Err() == nil {
		return errors.New("an empty page is none to measure by")
	}
	return rows.Err()
}

const handOrder = "ORDER BY created_at DESC, id DESC LIMIT 51"

func (of *bench) benchKeyset(b *testing.B) {
	type place struct {
		cursor string
		at     time.Time
		id     uuid.UUID
	}
	var places []place
	for q := (models.DriftQuery{}); len(places) < 200; {
		page, err := of.Drifts.List(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
		last := page.Items[len(page.Items)-1]
		places = append(places, place{page.Next, last.CreatedAt, last.ID})
	}
	const after = "WHERE (created_at, id) < ($1, $2) " + handOrder
	at := func(n int) (models.DriftQuery, place) {
		p := places[n%len(places)]
		return models.DriftQuery{PageRequest: models.PageRequest{Cursor: p.cursor}}, p
	}
	race(b, "keyset", nil, func(ctx context.Context, n int) error {
		q, _ := at(n)
		return first(of.Drifts.List(ctx, q))
	}, func(ctx context.Context, n int) error {
		_, p := at(n)
		return of.handPage(ctx, handColumns, after, p.at, p.id)
	})
	without := "id, resource_id, resource_type, region, account_id, '{}'::jsonb, CASE WHEN actual_state = '{}' THEN actual_state END" + handColumns[len("id, resource_id, resource_type, region, account_id, expected_state, actual_state"):]
	race(b, "keyset-without-states", nil, func(ctx context.Context, n int) error {
		q, _ := at(n)
		return first(of.Drifts.ListWithoutStates(ctx, q))
	}, func(ctx context.Context, n int) error {
		_, p := at(n)
		return of.handPage(ctx, without, after, p.at, p.id)
	})
}

// fresh is a store that has counted nothing yet.
func (of *bench) fresh() *repositories.Store { return repositories.New(of.db, time.Minute) }

// benchTotals is of first pages with a total that is counted anew, beside a count(*) of the rows.
func (of *bench) benchTotals(b *testing.B) {
	var region, kind, key, scope string
	err := of.pgx.QueryRow(b.Context(), `SELECT d.region, d.resource_type, (SELECT min(key) FROM jsonb_object_keys(d.difference) key), s.scope
		FROM drifts d JOIN drift_summaries s ON (s.drift_id = d.id) WHERE d.difference <> '{}' ORDER BY d.id LIMIT 1`).Scan(&region, &kind, &key, &scope)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name, where string
		filter      models.DriftFilter
	}{
		{"total", "", models.DriftFilter{}},
		{"total-open-critical", "WHERE status IN ('detected', 'triaged', 'rejected') AND severity = 'critical' ",
			models.DriftFilter{Status: []models.Status{models.StatusOpen}, Severity: []models.Severity{models.SeverityCritical}}},
		{"total-region-type", fmt.Sprintf("WHERE region = '%s' AND resource_type = '%s' ", region, kind),
			models.DriftFilter{Region: []string{region}, ResourceType: []string{kind}}},
		{"total-changed", "WHERE difference ? '" + key + "' ", models.DriftFilter{Changed: []string{key}}},
		{"total-scope", "WHERE id IN (SELECT drift_id FROM drift_summaries WHERE scope = '" + scope + "') ", models.DriftFilter{Scope: []string{scope}}},
	} {
		race(b, c.name, nil, func(ctx context.Context, _ int) error {
			return first(of.fresh().Drifts.List(ctx, models.DriftQuery{Filter: c.filter}))
		}, func(ctx context.Context, _ int) error {
			return of.handPageAndTotal(ctx, c.where, handOrder)
		})
	}
}

// benchDepth is of page 1,000, or of the half of those that there are, beside the same offset by hand.
func (of *bench) benchDepth(b *testing.B) {
	page := min(1000, len(of.ids)/models.DefaultLimit/2)
	q := models.DriftQuery{PageRequest: models.PageRequest{Page: page}}
	race(b, "deep-page", nil, func(ctx context.Context, _ int) error {
		return first(of.fresh().Drifts.List(ctx, q))
	}, func(ctx context.Context, _ int) error {
		return of.handPageAndTotal(ctx, "", fmt.Sprintf("%s OFFSET %d", handOrder, (page-1)*models.DefaultLimit))
	})
}

func (of *bench) handPageAndTotal(ctx context.Context, where, order string) error {
	var total int64
	if err := of.pgx.QueryRow(ctx, "SELECT count(*) FROM drifts "+where).Scan(&total); err != nil {
		return err
	}
	return of.handPage(ctx, handColumns, where+order)
}

// BenchmarkScopes measures how long a page of scopes takes, right after a write as at any time.
func BenchmarkScopes(b *testing.B) {
	of := newBench(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := of.Scopes.List(b.Context(), models.ScopeFilter{}, models.PageRequest{}, time.Now()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(micros(b.Elapsed())/float64(b.N), "µs")
}
