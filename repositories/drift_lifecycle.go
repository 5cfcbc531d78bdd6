package repositories

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Triage notes that a user has looked at a detected drift. It fails with
// [models.ErrNotFound], [models.ErrForbidden] unless the user is an active admin
// or engineer, and [models.ErrConflict] where the drift is no longer detected.
func (r Drifts) Triage(ctx context.Context, id uuid.UUID, in models.TriageDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusTriaged, By: in.TriagedBy})
}

// Approve accepts a detected or triaged drift as it is. It fails like Triage, and
// with [models.ErrInvalid] where the reason is too short or the approval would have ended already. Of two users who decide
// at once exactly one succeeds; the other's conflict tells who was first.
func (r Drifts) Approve(ctx context.Context, id uuid.UUID, in models.ApproveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusApproved, By: in.ApprovedBy, Reason: in.Reason, Until: in.Until, Ticket: in.Ticket})
}

// Reject says that a detected or triaged drift must be put right. It fails like Approve.
func (r Drifts) Reject(ctx context.Context, id uuid.UUID, in models.RejectDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusRejected, By: in.RejectedBy, Reason: in.Reason})
}

// Resolve ends an unresolved drift and reads its alerts. It fails like Triage.
func (r Drifts) Resolve(ctx context.Context, id uuid.UUID, in models.ResolveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusResolved, By: in.ResolvedBy, How: in.How})
}

// move takes one step of the lifecycle on one drift.
func (r Drifts) move(ctx context.Context, id uuid.UUID, in models.StepInput) (models.Drift, error) {
	var drift models.Drift
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(in.By, byDecider)
		if err != nil {
			return err
		}
		st, err := tx.stepOf(in, []uuid.UUID{id})
		if err != nil {
			return err
		}
		if _, err = tx.advance([]uuid.UUID{id}, st, who, tx.refuse); err != nil {
			return err
		}
		drift, err = take[models.Drift](tx.db, "drift", id)
		return err
	})
	return orNone(drift, err)
}
