package repositories

import (
	"context"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Elsewhere gives where an unresolved drift of a scope and tool is that is in none of some
// regions of an account; nil where none is.
func (r DriftReader) Elsewhere(ctx context.Context, scope, tool string, regions []string, account string) (*models.CoveredResource, error) {
	var found []struct{ Region, Account string }
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT s.region, s.account_id AS account FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
			WHERE s.scope = ? AND s.tool = ? AND d.status <> 'resolved' AND (s.region NOT IN ? OR s.account_id <> ?)
			LIMIT 1`, scope, tool, regions, account).Scan(&found).Error
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &models.CoveredResource{Region: found[0].Region, Account: found[0].Account}, nil
}
