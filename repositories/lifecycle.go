package repositories

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Triage notes that a user has looked at a detected drift. It fails with
// [models.ErrNotFound], [models.ErrForbidden] unless the user is an active admin
// or engineer, and [models.ErrConflict] where the drift is no longer detected.
func (r Drifts) Triage(ctx context.Context, id uuid.UUID, in models.TriageDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, step{to: models.StatusTriaged, action: models.ActionDriftTriaged, by: in.TriagedBy})
}

// Approve accepts a detected or triaged drift as it is. It fails like Triage, and
// with [models.ErrInvalid] where the reason is too short. Of two users who decide
// at once exactly one succeeds; the other's conflict tells who was first.
func (r Drifts) Approve(ctx context.Context, id uuid.UUID, in models.ApproveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	reason := strings.TrimSpace(in.Reason)
	return r.move(ctx, id, step{
		to: models.StatusApproved, action: models.ActionDriftApproved, by: in.ApprovedBy, reason: reason,
		set: map[string]any{"approved_at": now, "approved_by": in.ApprovedBy, "approval_reason": reason},
	})
}

// Reject says that a detected or triaged drift must be put right. It fails like Approve.
func (r Drifts) Reject(ctx context.Context, id uuid.UUID, in models.RejectDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	reason := strings.TrimSpace(in.Reason)
	return r.move(ctx, id, step{
		to: models.StatusRejected, action: models.ActionDriftRejected, by: in.RejectedBy, reason: reason,
		set: map[string]any{"rejected_at": now, "rejected_by": in.RejectedBy, "rejection_reason": reason},
	})
}

// Resolve ends an unresolved drift and reads its alerts. It fails like Triage.
func (r Drifts) Resolve(ctx context.Context, id uuid.UUID, in models.ResolveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, step{
		to: models.StatusResolved, action: models.ActionDriftResolved, by: in.ResolvedBy, how: in.How,
		set: map[string]any{"resolved_at": now, "resolved_how": in.How},
	})
}

// lifecycleActions are the actions whose audit rows hold a drift's status. Rows of
// other actions, which anybody may append, say nothing about it.
var lifecycleActions = []string{
	models.ActionDriftDetected, models.ActionDriftSuperseded, models.ActionDriftTriaged,
	models.ActionDriftApproved, models.ActionDriftRejected, models.ActionDriftResolved,
}

// now is the transaction's time, the same in a row and its audit row.
var now = gorm.Expr("CURRENT_TIMESTAMP")

// step is one step of the lifecycle: a user's, or the program's where by is nil.
type step struct {
	to      models.Status
	action  string
	by      uuid.UUID
	reason  string
	how     models.ResolvedHow
	set     map[string]any // columns besides status
	details map[string]any
}

// move takes one step of the lifecycle, with its audit row.
func (r Drifts) move(ctx context.Context, id uuid.UUID, st step) (models.Drift, error) {
	var drift models.Drift
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		who := program
		if st.by != uuid.Nil {
			var err error
			if who, err = tx.actingUser(ctx, st.by); err != nil {
				return err
			}
		}
		before, err := tx.lockDrift(id)
		if err != nil {
			return err
		}
		if !before.Status.CanBecome(st.to) {
			return tx.tooLate(before, st.to)
		}
		drift, err = tx.apply(before, st, who)
		return err
	})
	return orNone(drift, err)
}

// lockDrift reads a drift and keeps everybody else from moving it until the
// transaction ends.
func (s session) lockDrift(id uuid.UUID) (models.Drift, error) {
	var drift models.Drift
	found := s.db.Raw("SELECT * FROM drifts WHERE id = ? FOR NO KEY UPDATE", id).Scan(&drift)
	if found.Error == nil && found.RowsAffected == 0 {
		return drift, models.NotFound("drift", id.String())
	}
	return drift, found.Error
}

// apply writes the step of a drift that is locked.
func (s session) apply(before models.Drift, st step, who actor) (models.Drift, error) {
	columns := map[string]any{"status": st.to}
	for column, value := range st.set {
		columns[column] = value
	}
	if err := s.db.Model(&models.Drift{}).Where("id = ?", before.ID).Updates(columns).Error; err != nil {
		return before, err
	}
	changed := map[string]any{"status": st.to}
	if st.reason != "" {
		changed["reason"] = st.reason
	}
	if st.how != "" {
		changed["resolvedHow"] = st.how
	}
	if err := s.note(st.action, &before.ID, who, map[string]any{"status": before.Status}, changed, st.details); err != nil {
		return before, err
	}
	if st.to == models.StatusResolved {
		if _, err := s.readAlerts("drift_id = @argument", before.ID, who); err != nil {
			return before, err
		}
	}
	var after models.Drift
	return after, s.db.Where("id = ?", before.ID).Take(&after).Error
}

// tooLate says why the lifecycle does not allow the step, and who was first.
func (s session) tooLate(d models.Drift, to models.Status) error {
	var last models.AuditLog
	found := s.db.Where("drift_id = ? AND action IN ? AND new_value->>'status' = ?", d.ID, lifecycleActions, d.Status).
		Order("created_at DESC").Limit(1).Find(&last)
	if found.Error != nil {
		return found.Error
	}
	message := fmt.Sprintf("is already %s", d.Status)
	if found.RowsAffected > 0 {
		who := "the program"
		if last.ActorEmail != nil {
			who = *last.ActorEmail
		}
		message += fmt.Sprintf(", by %s at %s", who, last.CreatedAt.UTC().Format("2006-01-02T15:04:05Z"))
	}
	if d.Status != to && d.Status != models.StatusResolved {
		message += fmt.Sprintf(", and cannot become %s any more", to)
	}
	return models.Conflict("drift", d.ID.String(), message)
}
