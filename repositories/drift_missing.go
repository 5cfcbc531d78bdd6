package repositories

import (
	"cmp"
	"context"
	"maps"
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
	newest   uuid.UUID // the scan that saw it last
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
		checked, err := tx.checked(of, missing, coverage)
		if err != nil {
			return err
		}
		var found []foundInOrder
		for i, m := range missing {
			all := len(checked[i]) > 0
			for _, c := range checked[i] {
				is, ignored := inOrder(c)
				all, m.Ignored = all && is, cmp.Or(m.Ignored, ignored)
			}
			if all {
				found = append(found, foundInOrder{m, checked[i]})
			}
		}
		for some := range slices.Chunk(found, missingBatch) {
			done, silent, err := tx.resolveMissing(some, of)
			if err != nil {
				return err
			}
			resolved, untold = append(resolved, done...), untold+silent
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return resolved, untold, nil
}

// checked gives for each of some drifts the resources of a scan that say what became of it. Of an
// instance that stands nowhere any more, where the tool hides their keys, these are its block's, if
// they are as many as when it was last seen: one of them is in its place.
func (u unit) checked(scan models.Scan, missing []Missing, coverage models.Coverage) ([][]models.CoveredResource, error) {
	checked := make([][]models.CoveredResource, len(missing))
	var instances map[string][]models.CoveredResource
	if models.HidesKeys(scan.Source) {
		instances = coverage.Instances()
	}
	lost := map[int]scannedBlock{}
	for i, m := range missing {
		if checked[i] = coverage.Checked(m.Resource); len(checked[i]) == 0 && len(instances[m.Resource.Block()]) > 0 {
			lost[i] = scannedBlock{m.newest, m.Resource.Block()}
		}
	}
	before, err := u.instances(slices.Collect(maps.Values(lost)))
	for i, of := range lost {
		if now := instances[of.block]; before[of] > 0 && len(now) >= before[of] {
			checked[i] = now
		}
	}
	return checked, err
}

func (u unit) missing(scan models.Scan) ([]Missing, error) {
	rows, err := u.db.Raw(`
		SELECT d.id, d.severity, d.resource_type, d.resource_id, s.address, s.previous_address, s.resource_type, s.resource_id, s.region, s.account_id, s.newest_scan_id
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
		if err := rows.Scan(&m.DriftID, &m.Severity, &m.ResourceType, &m.ResourceID, &r.Address, &r.PreviousAddress, &r.Type, &r.ID, &r.Region, &r.Account, &m.newest); err != nil {
			return nil, err
		}
		missing = append(missing, m)
	}
	return missing, rows.Err()
}

// missingBatch is how many drifts are resolved at once.
const missingBatch = 1000

// foundInOrder is a drift whose resource a scan found in order, by what it checked.
type foundInOrder struct {
	Missing
	checked []models.CoveredResource
}

// resolveMissing resolves drifts, but those that somebody resolved or deleted in the
// meantime, and those, which it counts, of which the silence of the resources that were checked does not tell.
func (u unit) resolveMissing(found []foundInOrder, scan models.Scan) (resolved []Missing, untold int, err error) {
	tells, err := u.lockMissing(found)
	if err != nil {
		return nil, 0, err
	}
	var reasons []string
	by := map[string][]uuid.UUID{}
	for _, f := range found {
		told, there := tells[f.DriftID]
		switch {
		case !there:
			continue
		case !told:
			untold++
			continue
		case by[f.Ignored] == nil:
			reasons = append(reasons, f.Ignored)
		}
		by[f.Ignored] = append(by[f.Ignored], f.DriftID)
		resolved = append(resolved, f.Missing)
	}
	for _, reason := range reasons {
		how := models.ResolvedManualFix
		if reason != "" {
			how = models.ResolvedAcknowledged
		}
		err := u.apply(by[reason], step{
			to: models.StatusResolved, action: models.ActionDriftResolved, how: how, reason: reason,
			stamp: "resolved_at", set: fields{"resolved_how": how},
			details: fields{"scope": scan.Scope, "source": scan.Source},
		}, program)
		if err != nil {
			return nil, 0, err
		}
	}
	return resolved, untold, nil
}

// lockMissing locks drifts in the order of their ids, and says of each that is still to be
// resolved whether the silence of the resources that were checked tells of it.
func (u unit) lockMissing(found []foundInOrder) (map[uuid.UUID]bool, error) {
	checked := make(map[uuid.UUID][]models.CoveredResource, len(found))
	ids := make([]uuid.UUID, len(found))
	for i, f := range found {
		ids[i], checked[f.DriftID] = f.DriftID, f.checked
	}
	rows, err := u.db.Raw("SELECT id, status, actual_state, difference FROM drifts WHERE id = ANY(CAST(? AS uuid[])) ORDER BY id FOR NO KEY UPDATE", uuidArray(ids)).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	tells := make(map[uuid.UUID]bool, len(found))
	for rows.Next() {
		var d models.Drift
		if err := rows.Scan(&d.ID, &d.Status, &d.ActualState, &d.Difference); err != nil {
			return nil, err
		}
		if d.Status != models.StatusResolved {
			tells[d.ID] = !slices.ContainsFunc(checked[d.ID], func(c models.CoveredResource) bool { return !c.Tells(d) })
		}
	}
	return tells, rows.Err()
}
