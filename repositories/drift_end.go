package repositories

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// EndApprovals puts a new drift, detected, in the place of each one whose approval has ended,
// as [Drifts.Detect] does where a scan sees it first, and says how many there were. The new
// drift is of the same scope and address, was first seen when the old one was, and has an
// occurrence of the scan that saw that last. Each is a unit of work of its own, so that one that
// fails keeps no other from it; the error tells of each that did. What an import under way may
// see is left to it; it is open all the while.
func (r Drifts) EndApprovals(ctx context.Context) (int, error) {
	var drifts []uuid.UUID
	err := r.unit.read(ctx, func(db *gorm.DB) error { return db.Raw("SELECT unnest(" + ended + ")").Scan(&drifts).Error })
	if err != nil {
		return 0, err
	}
	n := 0
	var failed []error
	for _, id := range drifts {
		done := false
		err := r.unit.write(ctx, func(tx unit) (err error) {
			done, err = tx.endApproval(id)
			return err
		})
		switch {
		case err != nil:
			failed = append(failed, fmt.Errorf("drift %s, whose approval has ended: %w", id, err))
		case done:
			n++
		}
		if ctx.Err() != nil || errors.Is(err, models.ErrUnavailable) {
			break // so it is with all of them
		}
	}
	return n, errors.Join(failed...)
}

// endApproval says false where somebody else was first, or an import of its scope is under way.
func (u unit) endApproval(id uuid.UUID) (bool, error) {
	old := lockedDrift{}
	var known []models.DriftSummary
	if err := u.db.Where("drift_id = ?", id).Limit(1).Find(&known).Error; err != nil {
		return false, err
	}
	if len(known) > 0 && known[0].Scope != "" {
		var free bool
		key := map[string]any{"schema": u.schema, "source": known[0].Tool, "scope": known[0].Scope}
		err := u.db.Raw("SELECT pg_try_advisory_xact_lock("+scanKey("@schema", "@source", "@scope")+")"+ofLedger, key).Scan(&free).Error
		if err != nil || !free {
			return false, err
		}
	}
	var err error
	if old.drift, err = u.lockDrift(id); err != nil {
		if errors.Is(err, models.ErrNotFound) {
			err = nil
		}
		return false, err
	}
	if old.over, err = u.over(old.drift); err != nil || old.over == nil {
		return false, err
	}
	if err := u.db.Where("drift_id = ?", id).Limit(1).Find(&known).Error; err != nil {
		return false, err
	}
	if len(known) == 0 {
		known = []models.DriftSummary{unseen(old.drift)}
		if err := u.insertRow(&known[0]); err != nil {
			return false, err
		}
	}
	old.summary = known[0]
	return true, u.succeed(old)
}

// lockDrift is lock of a drift whose cost may be the NaN of another client: then it is not known.
func (u unit) lockDrift(id uuid.UUID) (models.Drift, error) {
	columns := columnsOf(reflect.TypeFor[models.Drift]())
	columns[slices.Index(columns, "cost_impact_monthly")] = "NULLIF(cost_impact_monthly, 'NaN') AS cost_impact_monthly"
	u.db = u.db.Select(columns)
	return lock[models.Drift](u, "drift", id)
}

// unseen is the summary of a drift that no scan saw: without it nothing could say what takes
// its place.
func unseen(d models.Drift) models.DriftSummary {
	none := models.JSON("[]")
	return models.DriftSummary{
		DriftID: d.ID, ResourceID: d.ResourceID, ResourceType: d.ResourceType, Region: d.Region, AccountID: value(d.AccountID),
		Kind: models.KindUnknown, FirstSeen: d.DetectedAt, LastSeen: d.DetectedAt, NextApply: models.NextApplyUnknown, Changes: none, Places: none,
	}
}

// succeed puts a drift of what the newest scan saw in the place of one that is locked.
func (u unit) succeed(old lockedDrift) error {
	seen, err := newestOccurrence(u.db, old.drift.ID)
	if err != nil {
		return err
	}
	first, err := u.sightings([]uuid.UUID{old.drift.ID}, []uuid.UUID{old.summary.FirstScanID})
	if err != nil {
		return err
	}
	var changes models.JSON
	if len(first) > 0 {
		changes = first[0].Changes
	}
	was := old.drift
	drift := models.Drift{
		ID: uuid.New(), ResourceID: was.ResourceID, ResourceType: was.ResourceType, Region: old.summary.Region, AccountID: optional(old.summary.AccountID),
		ExpectedState: own(seen.ExpectedState, was.ExpectedState), ActualState: own(seen.ActualState, was.ActualState), Difference: own(seen.Difference, was.Difference),
		Severity: was.Severity, CostImpactMonthly: was.CostImpactMonthly, Status: models.StatusDetected, DetectedBy: was.DetectedBy,
	}
	if utf8.RuneCountInString(seen.ResourceID) <= 255 && seen.ResourceID != "" { // it may have been made anew
		drift.ResourceID = seen.ResourceID
	}
	at, err := u.moment(was.ID)
	if err != nil {
		return err
	}
	drift = createdAt(drift, at)
	summary := old.summary
	summary.DriftID, summary.ApprovedScanID, summary.Supersedes, summary.SupersededBy = drift.ID, nil, &was.ID, nil
	summary.Occurrences = 0
	if seen.ScanID != uuid.Nil {
		summary.Occurrences, summary.LastSeen, summary.FirstScanID, summary.NewestScanID = 1, seen.SeenAt, seen.ScanID, seen.ScanID
	}
	details := fields{"supersedes": was.ID}
	details.addKnown(map[string]string{"scope": summary.Scope, "source": summary.Tool, "address": summary.Address})
	if models.ToldByHistory(summary.Tool) {
		details["expected"] = models.HistorySentence
	}
	if err := u.insertDrift(&drift, details); err != nil {
		return err
	}
	err = u.db.Exec(`WITH seen AS (
		  SELECT CAST(@drift AS uuid), scan_id, address, previous_address, resource_id, resource_type,
		    action, next_apply, kind, COALESCE(changes, CAST(@changes AS jsonb)), seen_at, LEAST(seen_at, @first), owner, CAST(@due AS timestamptz), CAST(@at AS timestamptz)
		  FROM drift_occurrences WHERE drift_id = @old AND scan_id = @scan)
		INSERT INTO drift_occurrences (drift_id, scan_id, address, previous_address, resource_id, resource_type,
		  action, next_apply, kind, changes, seen_at, first_seen_at, owner, due_at, created_at)
		SELECT * FROM seen`,
		map[string]any{"drift": drift.ID, "old": was.ID, "scan": seen.ScanID, "changes": changes, "first": summary.FirstSeen.UTC(), "due": summary.DueAt, "at": at}).Error
	if err != nil {
		return err
	}
	if err := u.insertRow(&summary); err != nil {
		return err
	}
	if err := u.supersede([]succession{{&old, drift}}); err != nil {
		return err
	}
	in := models.Detection{Address: summary.Address, Action: seen.Action, Kind: summary.Kind}
	_, err = u.createAlert(endedAlert(drift, in, []*lockedDrift{&old}, false))
	return err
}

// succession is a drift that is locked, and the newer one that takes its place.
type succession struct {
	old *lockedDrift
	new models.Drift
}

// approvalEnded is why a drift was superseded that did not have to change for it.
const approvalEnded = "approval ended"

// supersede resolves drifts that are locked, whose places newer ones take.
func (u unit) supersede(all []succession) error {
	if len(all) == 0 {
		return nil
	}
	alone := make(map[uuid.UUID]stepAlone, len(all))
	var olds, news []uuid.UUID
	for _, s := range all {
		details := fields{"supersededBy": s.new.ID}
		if s.old.over != nil {
			details["reason"] = approvalEnded
		}
		alone[s.old.drift.ID] = stepAlone{s.new.CreatedAt, details}
		olds, news = append(olds, s.old.drift.ID), append(news, s.new.ID)
	}
	err := u.db.Exec("UPDATE drift_summaries SET superseded_by = new.by FROM unnest(CAST(? AS uuid[]), CAST(? AS uuid[])) AS new(id, by) WHERE drift_id = new.id",
		uuidArray(olds), uuidArray(news)).Error
	if err != nil {
		return err
	}
	slices.SortFunc(olds, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return u.apply(olds, step{
		to: models.StatusResolved, action: models.ActionDriftSuperseded, how: models.ResolvedAcknowledged,
		stamp: "resolved_at", set: fields{"resolved_how": models.ResolvedAcknowledged},
		alone: alone,
	}, program)
}
