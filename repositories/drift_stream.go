package repositories

import (
	"context"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Stream gives every drift that the filter keeps to fn, with what its scans sum up
// to, in the order of q.Sort and in constant memory; q's page, limit and cursor do
// not count. It fails like List, and with what fn returns.
func (r DriftReader) Stream(ctx context.Context, q models.DriftQuery, fn func(models.SeenDrift) error) error {
	list := driftListing(q)
	return listing[driftSeen]{
		narrow: func(db *gorm.DB) *gorm.DB {
			return list.narrow(db).Select("drifts.*, " + sightingColumns).Joins(joinSeen)
		},
		order: list.order, wrong: list.wrong,
	}.stream(ctx, r.unit, func(d driftSeen) error {
		return fn(models.SeenDrift{Drift: d.Drift, Seen: inUTC(d.Sighting)})
	})
}

// driftSeen is a drift beside what its scans sum up to.
type driftSeen struct {
	models.Drift
	models.Sighting
}
