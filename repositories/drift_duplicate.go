package repositories

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// FindRecentDuplicate gives the newest drift of a resource that is detected or
// triaged and was detected within the last so long; 0 is
// [models.DefaultDuplicateWindow]. It fails with [models.ErrNotFound] where there
// is none, and with [models.ErrInvalid]. Imports do not ask it, since a scan knows
// more: see [Drifts.Detect].
func (r DriftReader) FindRecentDuplicate(ctx context.Context, resourceID, resourceType string, within time.Duration) (models.Drift, error) {
	var drift models.Drift
	if within < 0 {
		return drift, models.Invalid("within", "must not be negative")
	}
	if within == 0 {
		within = models.DefaultDuplicateWindow
	}
	same := models.DriftFilter{ResourceID: []string{resourceID}, ResourceType: []string{resourceType}}
	if err := same.Validate(); err != nil {
		return drift, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		// Written out, since the partial index serves no condition that is a parameter.
		return db.Where("status <> 'resolved' AND status IN ('detected', 'triaged')").
			Where("resource_id = ? AND resource_type = ?", resourceID, resourceType).
			Where("detected_at >= CURRENT_TIMESTAMP - make_interval(secs => ?)", within.Seconds()).
			Order("detected_at DESC").Limit(1).Take(&drift).Error
	})
	if errors.Is(err, models.ErrNotFound) {
		return drift, &models.Error{Kind: models.ErrNotFound, Entity: "drift", Message: "no recent one of " + resourceType + " " + resourceID}
	}
	return orNone(drift, err)
}
