package repositories

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// stepBatch is how many drifts take a step in one statement.
const stepBatch = 500

// StepAll takes a step on all of these drifts, each with its audit row, or on none:
// it fails like [Drifts.Approve] where one of them does not exist or the lifecycle does
// not allow it there. progress, which may be nil, hears how many are done; nothing is
// written before it returns.
func (r Drifts) StepAll(ctx context.Context, drifts []uuid.UUID, in models.StepInput, progress func(done, total int)) error {
	_, err := r.stepSeveral(ctx, drifts, in, false, progress)
	return err
}

// StepEach is StepAll that leaves the drifts as they are on which the lifecycle does not
// allow the step, and says which it took and how many it left: what is deleted by now is
// neither.
func (r Drifts) StepEach(ctx context.Context, drifts []uuid.UUID, in models.StepInput, progress func(done, total int)) (models.StepChoice, error) {
	return r.stepSeveral(ctx, drifts, in, true, progress)
}

// stepSeveral is one unit of work, in the order of the ids, so that two of them do not
// wait for each other.
func (r Drifts) stepSeveral(ctx context.Context, drifts []uuid.UUID, in models.StepInput, leave bool, progress func(done, total int)) (models.StepChoice, error) {
	if err := in.Validate(); err != nil {
		return models.StepChoice{}, err
	}
	drifts = slices.Clone(drifts)
	slices.SortFunc(drifts, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	drifts = slices.Compact(drifts)
	var taken models.StepChoice
	err := r.unit.write(ctx, func(tx unit) error {
		taken = models.NewStepChoice() // it may begin anew
		other := tx.refuse
		if leave {
			other = func(d heldDrift, _ models.Status) error {
				if d.Status != "" {
					taken.Left[d.Status]++
				}
				return nil
			}
		}
		who, err := tx.actor(in.By, byDecider)
		if err != nil {
			return err
		}
		st, err := tx.stepOf(in, drifts)
		if err != nil {
			return err
		}
		done := 0
		for batch := range slices.Chunk(drifts, stepBatch) {
			moved, err := tx.advance(batch, st, who, other)
			if err != nil {
				return err
			}
			for _, d := range moved {
				taken.Add(d.ID, d.Severity)
			}
			if done += len(batch); progress != nil {
				progress(done, len(drifts))
			}
		}
		return nil
	})
	return orNone(taken, err)
}

// Choose finds the drifts that a filter keeps and on which the lifecycle allows a step to
// a status, and counts the others. It fails with [models.ErrInvalid].
func (r DriftReader) Choose(ctx context.Context, f models.DriftFilter, to models.Status) (models.StepChoice, error) {
	var choice models.StepChoice
	if err := f.Validate(); err != nil {
		return choice, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		choice = models.NewStepChoice() // it may begin anew
		var drifts []heldDrift
		if err := driftsThat(db, f).Where("status IN ?", models.Texts(to.From())).Select("id, severity").Scan(&drifts).Error; err != nil {
			return err
		}
		for _, d := range drifts {
			choice.Add(d.ID, d.Severity)
		}
		var left []struct {
			Status models.Status
			Drifts int64
		}
		err := driftsThat(db, f).Where("status NOT IN ?", models.Texts(to.From())).Select("status, count(*) AS drifts").Group("status").Scan(&left).Error
		for _, l := range left {
			choice.Left[l.Status] = l.Drifts
		}
		return err
	})
	return orNone(choice, err)
}
