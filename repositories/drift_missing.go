package repositories

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Missing is an unresolved drift that a scan of its scope and tool did not see.
type Missing struct {
	DriftID      uuid.UUID
	Severity     models.Severity
	ResourceType string // the domain's name
	ResourceID   string // as the drift keeps it

	// What its last occurrence says, in full.
	Address  string
	ToolType string
	FullID   string
}

// ResolveMissing resolves as manual-fix, each with its audit row, the unresolved
// drifts of the scan's scope and tool that the scan did not see and that inOrder
// accepts, and gives those back. It fails with [models.ErrNotFound] where the scan
// does not exist.
func (r Drifts) ResolveMissing(ctx context.Context, scan uuid.UUID, inOrder func(Missing) bool) ([]Missing, error) {
	var resolved []Missing
	err := r.unit.write(ctx, func(tx unit) error {
		resolved = nil
		of, err := tx.lockScan(scan)
		if err != nil {
			return err
		}
		missing, err := tx.missing(of)
		if err != nil {
			return err
		}
		for _, m := range missing {
			if !inOrder(m) {
				continue
			}
			done, err := tx.resolveMissing(m.DriftID, of)
			if err != nil {
				return err
			}
			if done {
				resolved = append(resolved, m)
			}
		}
		return nil
	})
	return orNone(resolved, err)
}

func (u unit) missing(scan models.Scan) ([]Missing, error) {
	var missing []Missing
	err := u.db.Raw(`
		SELECT d.id AS drift_id, d.severity, d.resource_type, d.resource_id,
		       last.address, last.resource_type AS tool_type, last.resource_id AS full_id
		FROM (
		  SELECT DISTINCT o.drift_id FROM scans s JOIN drift_occurrences o ON o.scan_id = s.id
		  WHERE s.scope = @scope AND s.source = @source) seen
		JOIN drifts d ON d.id = seen.drift_id
		CROSS JOIN LATERAL (
		  SELECT o.address, o.resource_type, o.resource_id FROM drift_occurrences o
		  JOIN scans s ON s.id = o.scan_id
		  WHERE o.drift_id = d.id AND s.scope = @scope AND s.source = @source
		  ORDER BY o.seen_at DESC LIMIT 1) last
		WHERE d.status <> 'resolved'
		  AND NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = d.id AND o.scan_id = @scan)
		ORDER BY d.detected_at, d.id`,
		map[string]any{"scope": scan.Scope, "source": scan.Source, "scan": scan.ID}).Scan(&missing).Error
	return missing, err
}

// resolveMissing resolves one drift, unless somebody did so in the meantime.
func (u unit) resolveMissing(id uuid.UUID, scan models.Scan) (bool, error) {
	before, err := lock[models.Drift](u, "drift", id)
	if err != nil || before.Status == models.StatusResolved {
		return false, err
	}
	_, err = u.apply(before, step{
		to: models.StatusResolved, action: models.ActionDriftResolved, how: models.ResolvedManualFix,
		set:     map[string]any{"resolved_at": now, "resolved_how": models.ResolvedManualFix},
		details: fields{"scanId": scan.ID, "scope": scan.Scope, "source": scan.Source},
	}, program)
	return err == nil, err
}
