package repositories

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Missing is an unresolved drift that a scan of its scope and tool did not see.
type Missing struct {
	DriftID      uuid.UUID
	Severity     models.Severity
	ResourceType string // the domain's name
	ResourceID   string // as the drift keeps it
	// Ignored says by which rules all is ignored that still differs; "" where nothing does.
	Ignored string
	// Resource is what its newest occurrence says, in full.
	Resource models.CoveredResource
}

// ResolveMissing resolves as manual-fix, each with its audit row, the unresolved
// drifts of the scan's scope and tool that the scan did not see, where every
// resource of the scan that speaks for the drift's (see [models.Coverage.Checked])
// is in order, and gives those back. Where one is so only since rules ignore all that
// differs, which inOrder says as well, they are acknowledged. What the scan did not check stays as it is, and so
// does what its silence does not tell of ([models.CoveredResource.Tells]): untold counts
// that. It fails with [models.ErrNotFound] where the scan does not exist.
func (r Drifts) ResolveMissing(ctx context.Context, scan uuid.UUID, coverage models.Coverage, inOrder func(models.CoveredResource) (is bool, ignored string)) (resolved []Missing, untold int, err error) {
	err = r.unit.write(ctx, func(tx unit) error {
		resolved, untold, tx.scan = nil, 0, &scan
		of, err := tx.lockScan(scan)
		if err != nil {
			return err
		}
		missing, err := tx.missing(of)
		if err != nil {
			return err
		}
		for _, m := range missing {
			checked := coverage.Checked(m.Resource)
			all := len(checked) > 0
			for _, c := range checked {
				is, ignored := inOrder(c)
				all, m.Ignored = all && is, cmp.Or(m.Ignored, ignored)
			}
			if !all {
				continue
			}
			switch done, told, err := tx.resolveMissing(m, checked, of); {
			case err != nil:
				return err
			case done:
				resolved = append(resolved, m)
			case !told:
				untold++
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return resolved, untold, nil
}

func (u unit) missing(scan models.Scan) ([]Missing, error) {
	rows, err := u.db.Raw(`
		SELECT d.id, d.severity, d.resource_type, d.resource_id, s.address, s.previous_address, s.resource_type, s.resource_id, s.region, s.account_id
		FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
		WHERE s.scope = @scope AND s.tool = @tool AND d.status <> 'resolved'
		  AND NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = d.id AND o.scan_id = @scan)
		ORDER BY d.detected_at, d.id`,
		map[string]any{"scope": scan.Scope, "tool": scan.Source, "scan": scan.ID}).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var missing []Missing
	for rows.Next() {
		var m Missing
		r := &m.Resource
		if err := rows.Scan(&m.DriftID, &m.Severity, &m.ResourceType, &m.ResourceID, &r.Address, &r.PreviousAddress, &r.Type, &r.ID, &r.Region, &r.Account); err != nil {
			return nil, err
		}
		missing = append(missing, m)
	}
	return missing, rows.Err()
}

// resolveMissing resolves one drift, unless somebody did so or deleted it in the
// meantime, or the silence of the resources that were checked does not tell of it.
func (u unit) resolveMissing(m Missing, checked []models.CoveredResource, scan models.Scan) (done, told bool, err error) {
	before, err := lock[models.Drift](u, "drift", m.DriftID)
	if errors.Is(err, models.ErrNotFound) || err == nil && before.Status == models.StatusResolved {
		return false, true, nil
	}
	if err != nil {
		return false, true, err
	}
	if slices.ContainsFunc(checked, func(c models.CoveredResource) bool { return !c.Tells(before) }) {
		return false, false, nil
	}
	how := models.ResolvedManualFix
	if m.Ignored != "" {
		how = models.ResolvedAcknowledged
	}
	err = u.apply([]uuid.UUID{before.ID}, step{
		to: models.StatusResolved, action: models.ActionDriftResolved, how: how, reason: m.Ignored,
		stamp: "resolved_at", set: fields{"resolved_how": how},
		details: fields{"scope": scan.Scope, "source": scan.Source},
	}, program)
	return err == nil, true, err
}
