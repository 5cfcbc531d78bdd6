package repositories

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Detect takes one drifted resource of one scan into the ledger. It is an
// occurrence of a drift that is known, or a new drift, with its audit row and,
// when it is critical or a warning, its alert; the older drift of the same resource
// is then superseded: resolved as acknowledged, with an audit row that names its
// successor. A known drift takes the grade of today, with an audit row, and opens an
// alert once more where that is a graver one and at least a warning.
//
// Which it is: of the unresolved drifts of the same scope and tool, the one that
// the resource belongs to (see [models.Coverage.Belongs]) is compared, under its
// lock. A drift whose approval has ended is not repeated: a new one takes its place, with an
// alert of its own. The same places must differ, and the values must be the same at each place
// that is critical and, once the drift is approved, at every place; see
// [models.SameDrift]. What no code knew is never a repeat of what code knows. What was approved is what the newest scan had seen that the
// ledger had when it was approved. Where a tool tells only what has changed (see
// [models.ToldByHistory]), a drift with a place of which it tells nothing stays beside
// the new one, unless the resource is gone or was; so there may be several drifts of the
// resource, and the new one supersedes each that it tells all of.
//
// Detections of one scope and tool wait for each other, so that two at once never
// make two rows of one drift. It fails with [models.ErrInvalid], or
// [models.ErrNotFound] where the scan does not exist.
func (r Drifts) Detect(ctx context.Context, in models.Detection) (models.DetectResult, error) {
	var result models.DetectResult
	if err := in.Validate(); err != nil {
		return result, err
	}
	if in.Kind == "" {
		in.Kind = models.KindUnknown
	}
	if in.Changes == nil {
		changes, err := models.RecordedChanges(in.Difference)
		if err != nil {
			return result, models.Invalid("difference", err.Error())
		}
		for i := range changes {
			changes[i].Severity = in.Severity
		}
		in.Changes = changes
	}
	err := r.unit.write(ctx, func(tx unit) (err error) {
		tx.scan = &in.Scan.ID
		result, err = tx.detect(in)
		return err
	})
	return orNone(result, err)
}

func (u unit) detect(in models.Detection) (models.DetectResult, error) {
	var none models.DetectResult
	scan, err := u.lockScan(in.Scan.ID)
	if err != nil {
		return none, err
	}
	known, err := u.knownDrifts(in, scan)
	if err != nil {
		return none, err
	}
	var olds []*lockedDrift // whose place the new one takes
	changed := false
	for {
		i := in.Coverage.Belongs(in.Resource(), places(known))
		if i < 0 {
			break
		}
		k, err := u.lockKnown(known[i], in)
		if err != nil {
			return none, err
		}
		same := k != nil && len(olds) == 0 && k.sameKind(in) && models.SameDrift(k.baseline, k.seen, k.drift.Status == models.StatusApproved)
		if same && (k.over == nil || in.Late()) {
			return u.repeat(in, *k)
		}
		if k != nil && !in.Late() && (same || k.givesWay(in)) {
			changed = changed || !same
			if olds = append(olds, k); !models.ToldByHistory(scan.Source) {
				break
			}
		}
		// Somebody resolved it in the meantime; or it stays beside the new one; or the
		// report is late and may be of any.
		known = slices.Delete(known, i, i+1)
	}
	if in.Late() {
		return models.DetectResult{Outcome: models.DetectTooLate, Severity: in.Severity}, nil
	}
	return u.createDetected(in, scan, olds, changed)
}

// repeat notes one more occurrence of a drift, which takes the grade of today.
func (u unit) repeat(in models.Detection, k lockedDrift) (models.DetectResult, error) {
	result := models.DetectResult{
		Outcome: models.DetectRepeated, DriftID: k.drift.ID, Severity: k.drift.Severity, Status: k.drift.Status,
		SeenBefore: k.summary.LastSeen.UTC(), Open: k.drift.Status.Open() || k.over != nil,
	}
	written, err := u.insertOccurrence(k.drift.ID, in, in.SeenAt, dueAt(earlier(k.summary.FirstSeen, in.SeenAt), in), k.first)
	if err != nil || !written {
		return result, err
	}
	if err := u.sumUp(k.summary, in); err != nil {
		return result, err
	}
	if in.Late() || in.Severity == k.drift.Severity || k.drift.Status == models.StatusResolved {
		return result, nil
	}
	result.Severity = in.Severity
	return result, u.grade(k.drift, in)
}

// grade gives a drift that is locked the severity of today. Whoever must act learns
// that it became graver by an alert, also where it is approved: what was approved
// was a lesser drift.
func (u unit) grade(d models.Drift, in models.Detection) error {
	if err := u.db.Model(&models.Drift{}).Where("id = ?", d.ID).Update("severity", in.Severity).Error; err != nil {
		return err
	}
	err := u.note(note{action: models.ActionDriftGraded, drift: &d.ID, who: program, old: fields{"severity": d.Severity}, new: fields{"severity": in.Severity}})
	if err != nil || d.Severity.AtLeast(in.Severity) || !in.Severity.AtLeast(models.SeverityWarning) {
		return err
	}
	_, err = u.createAlert(gradedAlert(d, in))
	return err
}

// createDetected writes a new drift with all that belongs to it; it takes the place
// of those that are old, the first of which it names; changed says that one of them was
// another drift.
func (u unit) createDetected(in models.Detection, scan models.Scan, olds []*lockedDrift, changed bool) (models.DetectResult, error) {
	drift := models.Drift{
		ID: uuid.New(), ResourceID: in.ResourceID, ResourceType: in.ResourceType, Region: in.Region, AccountID: optional(in.AccountID),
		ExpectedState: in.ExpectedState, ActualState: in.ActualState, Difference: in.Difference,
		Severity: in.Severity, CostImpactMonthly: in.CostImpactMonthly, Status: models.StatusDetected,
		DetectedAt: models.Stored(in.SeenAt), DetectedBy: in.DetectedBy,
	}
	// What takes another's place does so at one moment.
	result := models.DetectResult{Outcome: models.DetectCreated, DriftID: drift.ID, Severity: drift.Severity, Status: drift.Status, Open: true}
	for _, old := range olds {
		result.Superseded = append(result.Superseded, old.drift.ID)
	}
	at, err := u.latest(result.Superseded, drift.ID)
	if err != nil {
		return result, err
	}
	drift = createdAt(drift, at)
	details := fields{"scope": scan.Scope, "source": scan.Source, "address": in.Address}
	if models.ToldByHistory(scan.Source) {
		details["expected"] = models.HistorySentence
	}
	summary := newSummary(drift.ID, scan, in)
	if len(olds) > 0 {
		details["supersedes"], summary.Supersedes = olds[0].drift.ID, &olds[0].drift.ID
	}
	for _, old := range olds {
		summary.FirstSeen = earlier(old.summary.FirstSeen, summary.FirstSeen)
	}
	summary.DueAt = dueAt(summary.FirstSeen, in)
	if err := u.insertDrift(&drift, details); err != nil {
		return result, err
	}
	if _, err := u.insertOccurrence(drift.ID, in, summary.FirstSeen, summary.DueAt, nil); err != nil {
		return result, err
	}
	if err := u.db.Create(&summary).Error; err != nil {
		return result, err
	}
	for _, old := range olds {
		if err := u.supersede(*old, drift); err != nil {
			return result, err
		}
	}
	switch {
	case lapsed(olds) != nil:
		_, err = u.createAlert(endedAlert(drift, in, olds, changed))
	case in.Severity.AtLeast(models.SeverityWarning):
		_, err = u.createAlert(detectedAlert(drift, in))
	}
	return orNone(result, err)
}

// latest is the latest moment of several drifts, that of another where there are none.
func (u unit) latest(drifts []uuid.UUID, other uuid.UUID) (latest time.Time, err error) {
	if len(drifts) == 0 {
		return u.moment(other)
	}
	for _, id := range drifts {
		at, err := u.moment(id)
		if err != nil {
			return at, err
		}
		if at.After(latest) {
			latest = at
		}
	}
	return latest, nil
}

// approvalEnded is why a drift was superseded that did not have to change for it.
const approvalEnded = "approval ended"

// supersede resolves a drift that is locked, whose place a newer one takes.
func (u unit) supersede(old lockedDrift, successor models.Drift) error {
	details := fields{"supersededBy": successor.ID}
	if old.over != nil {
		details["reason"] = approvalEnded
	}
	err := u.db.Model(&models.DriftSummary{}).Where("drift_id = ?", old.drift.ID).Update("superseded_by", successor.ID).Error
	if err != nil {
		return err
	}
	return u.apply([]uuid.UUID{old.drift.ID}, step{
		to: models.StatusResolved, action: models.ActionDriftSuperseded, how: models.ResolvedAcknowledged,
		stamp: "resolved_at", set: fields{"resolved_how": models.ResolvedAcknowledged},
		alone: map[uuid.UUID]stepAlone{old.drift.ID: {at: successor.CreatedAt, details: details}},
	}, program)
}
