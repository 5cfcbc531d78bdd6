package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Gone is an unresolved drift by which a resource is gone, or one of a resource that no code knows.
type Gone struct {
	// CoveredResource is what its newest occurrence says, in full.
	models.CoveredResource
	LastSeen time.Time // when the tool last told it
}

// Gone gives the unresolved drifts of a scope and tool by which a resource is gone, in the
// order of their addresses.
func (r DriftReader) Gone(ctx context.Context, scope, tool string) ([]Gone, error) {
	return r.gone(ctx, "s.kind <> @unmanaged", map[string]any{"scope": scope, "tool": tool, "unmanaged": models.KindUnmanaged})
}

// Unlisted gives the unresolved drifts of a scope and tool whose resource no code knows and that
// a scan of these did not see, in the order of their addresses.
func (r DriftReader) Unlisted(ctx context.Context, scope, tool string, scan uuid.UUID) ([]Gone, error) {
	return r.gone(ctx, "s.kind = @unmanaged AND NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = d.id AND o.scan_id = @scan)",
		map[string]any{"scope": scope, "tool": tool, "unmanaged": models.KindUnmanaged, "scan": scan})
}

// gone gives the unresolved drifts of a scope and tool that have one state alone and that a
// condition holds for.
func (r DriftReader) gone(ctx context.Context, condition string, values map[string]any) ([]Gone, error) {
	gone := []Gone{}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		rows, err := db.Raw(`
			SELECT s.address, s.resource_type, s.resource_id, s.region, s.account_id, s.last_seen
			FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
			WHERE s.scope = @scope AND s.tool = @tool AND d.status <> 'resolved' AND d.actual_state = '{}' AND `+condition+`
			ORDER BY s.address, d.id`, values).Rows()
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
