package repositories

import (
	"context"
	"time"

	"github.com/clouddrift/guardian/models"
)

// FindRecentDuplicate gives the newest drift of a resource that is detected or
// triaged and was detected within the last so long; 0 is
// [models.DefaultDuplicateWindow]. It fails with [models.ErrNotFound] where there
// is none, and with [models.ErrInvalid]. Imports do not ask it, since a scan knows
// more: see [Drifts.Detect].
func (r DriftReader) FindRecentDuplicate(ctx context.Context, resourceID, resourceType string, within time.Duration) (models.Drift, error) {
	q := models.DuplicateQuery{ResourceID: resourceID, ResourceType: resourceType, Within: within}
	if err := q.Validate(); err != nil {
		return models.Drift{}, err
	}
	if within == 0 {
		within = models.DefaultDuplicateWindow
	}
	none := &models.Error{Kind: models.ErrNotFound, Entity: "drift", Message: "no recent one of " + resourceType + " " + resourceID}
	return one[models.Drift](ctx, r.unit, none, recentDuplicate, resourceID, resourceType, within.Seconds())
}

// recentDuplicate walks the drifts of the resource, which an index has with the newest first.
const recentDuplicate = "status IN ('detected', 'triaged') AND resource_id = $1 AND resource_type = $2" +
	" AND detected_at >= CURRENT_TIMESTAMP - make_interval(secs => $3) ORDER BY detected_at DESC LIMIT 1"
