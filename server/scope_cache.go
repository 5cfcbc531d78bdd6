package server

import (
	"context"
	"fmt"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// scopeCache keeps pages of scopes for a second, as long as the database holds what they
// were read from. Where reading takes longer than people wait, they get that of a
// moment ago, which is a minute at most and is not told; the metrics of each scope are of such a page, too.
type scopeCache struct {
	reader *repositories.Reader
	now    func() time.Time
	kept   repositories.Kept[string, models.Page[models.Scope]]
}

func newScopeCache(reader *repositories.Reader, now func() time.Time) *scopeCache {
	return &scopeCache{reader: reader, now: now, kept: repositories.Kept[string, models.Page[models.Scope]]{
		Age: time.Minute, Slow: 250 * time.Millisecond, Patience: 60 * time.Millisecond, Most: 100,
	}}
}

// get gives a page of the scopes that a filter keeps.
func (s *scopeCache) get(ctx context.Context, f models.ScopeFilter, p models.PageRequest) (models.Page[models.Scope], error) {
	state, _, err := s.state(ctx)
	if err != nil {
		return models.Page[models.Scope]{}, err
	}
	return s.kept.Get(ctx, string(models.MustJSON([]any{f, p})), state, func(ctx context.Context) (models.Page[models.Scope], string, error) {
		state, now, err := s.state(ctx)
		if err != nil {
			return models.Page[models.Scope]{}, "", err
		}
		page, err := s.reader.Scopes.List(ctx, f, p, now)
		return page, state, err
	})
}

// state is what a page goes by: what the database holds, and the time, by which scopes become stale and drifts overdue.
func (s *scopeCache) state(ctx context.Context) (string, time.Time, error) {
	now := s.now()
	snapshot, err := s.reader.Snapshot(ctx)
	return fmt.Sprint(snapshot, " at ", now.Unix()), now, err
}
