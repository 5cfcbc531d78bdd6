package repositories

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Gone is an unresolved drift by which a resource is gone.
type Gone struct {
	// CoveredResource is what its newest occurrence says, in full.
	models.CoveredResource
	LastSeen time.Time // when the tool last told it
}

// Gone gives the unresolved drifts of a scope and tool by which a resource is gone, in the
// order of their addresses.
func (r DriftReader) Gone(ctx context.Context, scope, tool string) ([]Gone, error) {
	gone := []Gone{}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		rows, err := db.Raw(`
			SELECT s.address, s.resource_type, s.resource_id, s.region, s.account_id, s.last_seen
			FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
			WHERE s.scope = ? AND s.tool = ? AND d.status <> 'resolved' AND d.actual_state = '{}' AND s.kind <> ?
			ORDER BY s.address, d.id`, scope, tool, models.KindUnmanaged).Rows()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var g Gone
			if err := rows.Scan(&g.Address, &g.Type, &g.ID, &g.Region, &g.Account, &g.LastSeen); err != nil {
				return err
			}
			gone = append(gone, g)
		}
		return rows.Err()
	})
	return orNone(gone, err)
}
