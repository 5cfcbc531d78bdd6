package repositories

import (
	"context"
	"fmt"
	"slices"

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
// the new one, unless the resource is gone or was, and so does one that was seen since; so
// there may be several drifts of the resource, and the new one supersedes each that it tells all of.
// What one that was seen since tells all of is too late.
//
// Detections of one scope and tool wait for each other, so that two at once never
// make two rows of one drift. It fails with [models.ErrInvalid], or
// [models.ErrNotFound] where the scan does not exist.
func (r Drifts) Detect(ctx context.Context, in models.Detection) (models.DetectResult, error) {
	var result models.DetectResult
	if err := in.Validate(); err != nil {
		return result, err
	}
	all, err := r.detect(ctx, []models.Detection{in})
	if err == nil {
		result = all[0]
	}
	return orNone(result, err)
}

// DetectMany takes drifted resources of one scan into the ledger, together or not at all, as
// one [Drifts.Detect] after the other would, and gives what each became, in their order. It
// sends a few statements for all of them, and holds in memory what it is given and what the
// ledger keeps of as many drifts. It fails like Detect; a field's name begins with its place,
// as in [3].region.
func (r Drifts) DetectMany(ctx context.Context, ins []models.Detection) ([]models.DetectResult, error) {
	if err := validateAll(ins); err != nil {
		return nil, err
	}
	for i, in := range ins {
		if in.Scan.ID != ins[0].Scan.ID {
			return nil, models.Invalid(fmt.Sprintf("[%d].scanId", i), "is another scan than the first one's: detect what each scan saw by itself")
		}
	}
	if len(ins) == 0 {
		return nil, nil
	}
	return r.detect(ctx, ins)
}

// detect takes detections that are valid, one at least.
func (r Drifts) detect(ctx context.Context, ins []models.Detection) ([]models.DetectResult, error) {
	ins = slices.Clone(ins)
	for i := range ins {
		if err := complete(&ins[i]); err != nil {
			return nil, err
		}
	}
	var results []models.DetectResult
	err := r.unit.write(ctx, func(tx unit) (err error) {
		tx.scan = &ins[0].Scan.ID
		results, err = tx.detect(ins)
		return err
	})
	return orNone(results, err)
}

// complete fills in what a detection may leave out.
func complete(in *models.Detection) error {
	if in.Kind == "" {
		in.Kind = models.KindUnknown
	}
	if in.Changes != nil {
		return nil
	}
	changes, err := models.RecordedChanges(in.Difference)
	if err != nil {
		return models.Invalid("difference", err.Error())
	}
	for i := range changes {
		changes[i].Severity = in.Severity
	}
	in.Changes = changes
	return nil
}

// detect takes the detections in their order, as many at once as have nothing to do with
// one another.
func (u unit) detect(ins []models.Detection) ([]models.DetectResult, error) {
	scan, err := u.lockScan(ins[0].Scan.ID)
	if err != nil {
		return nil, err
	}
	results := make([]models.DetectResult, 0, len(ins))
	for most := len(ins); len(results) < len(ins); {
		rest := ins[len(results):]
		entries, err := u.apart(scan, rest[:min(most, len(rest))])
		if err != nil {
			return nil, err
		}
		if err := u.decide(entries, models.ToldByHistory(scan.Source)); err != nil {
			return nil, err
		}
		if err := u.take(scan, entries); err != nil {
			return nil, err
		}
		for _, e := range entries {
			results = append(results, e.result)
		}
		most = 2 * len(entries) // or what keeps them apart would be found out again and again
	}
	return results, nil
}
