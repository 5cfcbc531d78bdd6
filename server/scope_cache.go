package server

import (
	"context"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// scopeCache keeps what is known of all scopes for as long as the database holds what
// it was read from. Where reading takes longer than people wait, they get that of a
// moment ago.
type scopeCache struct {
	reader *repositories.Reader
	now    func() time.Time
	kept   repositories.Kept[time.Time, models.Scopes]
}

func newScopeCache(reader *repositories.Reader, now func() time.Time) *scopeCache {
	return &scopeCache{reader: reader, now: now, kept: repositories.Kept[time.Time, models.Scopes]{
		Age: time.Minute, Slow: 250 * time.Millisecond, Patience: 60 * time.Millisecond,
	}}
}

// get gives the scopes; what was detected since yesterday, 00:00 UTC, is new.
func (s *scopeCache) get(ctx context.Context) (models.Scopes, error) {
	snapshot, err := s.reader.Snapshot(ctx)
	if err != nil {
		return models.Scopes{}, err
	}
	yesterday := models.Yesterday(s.now())
	return s.kept.Get(ctx, yesterday, snapshot, func(ctx context.Context) (models.Scopes, string, error) {
		snapshot, err := s.reader.Snapshot(ctx)
		if err != nil {
			return models.Scopes{}, "", err
		}
		scopes, err := s.reader.Scopes.All(ctx, yesterday)
		scopes.Order(s.now())
		return scopes, snapshot, err
	})
}
