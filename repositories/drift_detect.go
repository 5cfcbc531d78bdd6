package repositories

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Detect takes one drifted resource of one scan into the ledger. It is an
// occurrence of a drift that is known, or a new drift, with its audit row and,
// when it is critical or a warning, its alert; an older drift of the same resource
// is then superseded: resolved as acknowledged, with an audit row that names its
// successor.
//
// Which it is: the newest unresolved drift of the same resource (type, id,
// account, region), of the same scope and tool, is compared. The same keys must
// differ, and the values must be the same for the keys that the detection calls
// critical and, once the drift is approved, for every key; see [models.SameDrift].
//
// Detections of one scope and tool wait for each other, so that two at once never
// make two rows of one drift. It fails with [models.ErrInvalid], or
// [models.ErrNotFound] where the scan does not exist.
func (r Drifts) Detect(ctx context.Context, in models.Detection) (models.DetectResult, error) {
	var result models.DetectResult
	if err := in.Validate(); err != nil {
		return result, err
	}
	difference, err := in.Difference.Object()
	if err != nil {
		return result, models.Invalid("difference", err.Error())
	}
	err = r.unit.write(ctx, func(tx unit) (err error) {
		result, err = tx.detect(in, difference)
		return err
	})
	return result, err
}

func (u unit) detect(in models.Detection, difference map[string]any) (models.DetectResult, error) {
	var none models.DetectResult
	scan, err := u.lockScan(in.Scan.ID)
	if err != nil {
		return none, err
	}
	known, err := u.knownDrifts(in, scan)
	if err != nil {
		return none, err
	}
	// A drift of the same resource at another address, where the scan looked as
	// well, is that address's own: it is judged by what the scan found there.
	known = slices.DeleteFunc(known, func(k knownDrift) bool {
		return k.Address != in.Address && in.LookedAt != nil && in.LookedAt(k.Address)
	})
	for _, k := range known {
		recorded, err := k.Baseline.Object()
		if err != nil {
			return none, err
		}
		if models.SameDrift(recorded, difference, in.CriticalKeys, k.Status == models.StatusApproved) {
			return models.DetectResult{Outcome: models.DetectRepeated, DriftID: k.ID, Severity: k.Severity, Status: k.Status},
				u.insertOccurrence(k.ID, in, in.SeenAt)
		}
		if !in.Scan.Late() {
			break // only the newest counts
		}
	}
	if in.Scan.Late() {
		return models.DetectResult{Outcome: models.DetectTooLate, Severity: in.Severity}, nil
	}
	return u.createDetected(in, scan, known)
}

// createDetected writes a new drift with all that belongs to it.
func (u unit) createDetected(in models.Detection, scan models.Scan, known []knownDrift) (models.DetectResult, error) {
	drift := models.Drift{
		ID: uuid.New(), ResourceID: in.ResourceID, ResourceType: in.ResourceType, Region: in.Region, AccountID: optional(in.AccountID),
		ExpectedState: in.ExpectedState, ActualState: in.ActualState, Difference: in.Difference,
		Severity: in.Severity, CostImpactMonthly: in.CostImpactMonthly, Status: models.StatusDetected,
		DetectedAt: stored(in.SeenAt), DetectedBy: in.DetectedBy,
	}
	result := models.DetectResult{Outcome: models.DetectCreated, DriftID: drift.ID, Severity: drift.Severity, Status: drift.Status}
	details := fields{"scanId": scan.ID, "scope": scan.Scope, "source": scan.Source, "address": in.Address}
	firstSeen := in.SeenAt
	if len(known) > 0 {
		details["supersedes"] = known[0].ID
		result.Superseded = &known[0].ID
		if known[0].FirstSeen.Before(firstSeen) {
			firstSeen = known[0].FirstSeen
		}
	}
	if err := u.insertDrift(&drift, details); err != nil {
		return result, err
	}
	if err := u.insertOccurrence(drift.ID, in, firstSeen); err != nil {
		return result, err
	}
	if len(known) > 0 {
		if err := u.supersede(known[0].ID, drift.ID, scan.ID); err != nil {
			return result, err
		}
	}
	if !in.Severity.AtLeast(models.SeverityWarning) {
		return result, nil
	}
	_, err := u.createAlert(detectedAlert(drift, in))
	return result, err
}

// supersede resolves a drift whose place a newer one takes.
func (u unit) supersede(old, successor, scan uuid.UUID) error {
	before, err := lock[models.Drift](u, "drift", old)
	if err != nil {
		return err
	}
	if before.Status == models.StatusResolved {
		return nil // somebody resolved it since it was compared
	}
	_, err = u.apply(before, step{
		to: models.StatusResolved, action: models.ActionDriftSuperseded, how: models.ResolvedAcknowledged,
		set:     map[string]any{"resolved_at": now, "resolved_how": models.ResolvedAcknowledged},
		details: fields{"supersededBy": successor, "scanId": scan},
	}, program)
	return err
}

// detectedAlert words the alert of a new drift.
func detectedAlert(d models.Drift, in models.Detection) models.CreateAlertInput {
	keys := "nothing that can be named"
	if difference, err := d.Difference.Object(); err == nil {
		keys = strings.Join(models.SortedKeys(difference), ", ")
	}
	what := fmt.Sprintf("%s of %s %s (%s) differs from its code.", keys, d.ResourceType, d.ResourceID, in.Address)
	if in.Action == "delete" {
		what = fmt.Sprintf("%s %s (%s) is gone; its code still wants it.", d.ResourceType, d.ResourceID, in.Address)
	}
	title := []rune(fmt.Sprintf("%s drift: %s %s", strings.ToUpper(string(d.Severity[:1]))+string(d.Severity[1:]), d.ResourceType, d.ResourceID))
	if len(title) > 255 {
		title = append(title[:254], '…')
	}
	return models.CreateAlertInput{DriftID: d.ID, Type: models.AlertDriftDetected, Severity: d.Severity, Title: string(title), Message: what}
}

// knownDrift is a drift that a detection may be a repeat of.
type knownDrift struct {
	ID       uuid.UUID
	Status   models.Status
	Severity models.Severity
	// Baseline is the difference to compare with: the drift's own, or, once it is
	// approved, the one that its last scan before the approval saw, since that is
	// what was approved.
	Baseline  models.JSON
	FirstSeen time.Time
	Address   string // where a scan last saw it
}

// knownDrifts gives the unresolved drifts of the same resource, scope and tool,
// the newest first, and for a late detection the resolved ones too. A resource
// that its code holds at two addresses has a drift at each: one that this scan
// saw at another address is not the same, and one last seen at this address
// comes first.
func (u unit) knownDrifts(in models.Detection, scan models.Scan) ([]knownDrift, error) {
	// Written out, since the partial index serves no condition that is a parameter.
	unresolved := "d.status <> 'resolved'"
	if in.Scan.Late() {
		unresolved = "true"
	}
	var known []knownDrift
	err := u.db.Raw(`
		SELECT d.id, d.status, d.severity, COALESCE(approved.difference, d.difference) AS baseline, seen.first_seen, seen.address
		FROM drifts d
		CROSS JOIN LATERAL (
		  SELECT min(o.first_seen_at) AS first_seen, (array_agg(o.address ORDER BY o.seen_at DESC))[1] AS address,
		         bool_or(s.scope = @scope AND s.source = @source) AS ours,
		         bool_or(o.scan_id = @scan AND o.address <> @address) AS elsewhere
		  FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id WHERE o.drift_id = d.id) seen
		LEFT JOIN LATERAL (
		  SELECT o.difference FROM drift_occurrences o
		  WHERE o.drift_id = d.id AND d.status = 'approved' AND o.created_at <= d.approved_at
		  ORDER BY o.seen_at DESC LIMIT 1) approved ON true
		WHERE d.resource_id = @resource AND d.resource_type = @type AND d.region = @region
		  AND d.account_id IS NOT DISTINCT FROM @account
		  AND `+unresolved+`
		  AND seen.ours AND NOT seen.elsewhere
		ORDER BY d.status <> 'resolved' DESC, seen.address = @address DESC, d.detected_at DESC, d.created_at DESC`,
		map[string]any{
			"resource": in.ResourceID, "type": in.ResourceType, "region": in.Region, "account": optional(in.AccountID),
			"address": in.Address, "scan": in.Scan.ID, "scope": scan.Scope, "source": scan.Source,
		}).Scan(&known).Error
	return known, err
}

// insertOccurrence notes that a scan saw a drift; a second time in one scan
// changes nothing. What the drift itself records is not kept again.
func (u unit) insertOccurrence(drift uuid.UUID, in models.Detection, firstSeen time.Time) error {
	return u.db.Exec(`
		INSERT INTO drift_occurrences (drift_id, scan_id, address, previous_address, resource_id, resource_type,
		  action, next_apply, expected_state, actual_state, difference, seen_at, first_seen_at)
		SELECT id, @scan, @address, @previous, @resource, @type, @action, @next,
		  NULLIF(CAST(@expected AS jsonb), expected_state), NULLIF(CAST(@actual AS jsonb), actual_state), NULLIF(CAST(@difference AS jsonb), difference),
		  @seen, @first
		FROM drifts WHERE id = @drift
		ON CONFLICT (drift_id, scan_id) DO NOTHING`,
		map[string]any{
			"drift": drift, "scan": in.Scan.ID, "address": in.Address, "previous": in.PreviousAddress,
			"resource": in.FullResourceID, "type": in.FullType, "action": in.Action, "next": in.NextApply,
			"expected": in.ExpectedState, "actual": in.ActualState, "difference": in.Difference,
			"seen": in.SeenAt.UTC(), "first": firstSeen.UTC(),
		}).Error
}
