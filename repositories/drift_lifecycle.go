package repositories

import (
	"context"
	"fmt"
	"strings"

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
	return r.move(ctx, id, step{to: models.StatusTriaged, action: models.ActionDriftTriaged, user: in.TriagedBy})
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
		to: models.StatusApproved, action: models.ActionDriftApproved, user: in.ApprovedBy, reason: reason,
		stamp: "approved_at",
		set:   map[string]any{"approved_by": in.ApprovedBy, "approval_reason": reason},
	})
}

// Reject says that a detected or triaged drift must be put right. It fails like Approve.
func (r Drifts) Reject(ctx context.Context, id uuid.UUID, in models.RejectDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	reason := strings.TrimSpace(in.Reason)
	return r.move(ctx, id, step{
		to: models.StatusRejected, action: models.ActionDriftRejected, user: in.RejectedBy, reason: reason,
		stamp: "rejected_at",
		set:   map[string]any{"rejected_by": in.RejectedBy, "rejection_reason": reason},
	})
}

// Resolve ends an unresolved drift and reads its alerts. It fails like Triage.
func (r Drifts) Resolve(ctx context.Context, id uuid.UUID, in models.ResolveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, step{
		to: models.StatusResolved, action: models.ActionDriftResolved, user: in.ResolvedBy, how: in.How,
		stamp: "resolved_at",
		set:   map[string]any{"resolved_how": in.How},
	})
}

// lifecycleActions are the actions whose audit rows hold a drift's status. Rows of
// other actions, which anybody may append, say nothing about it.
var lifecycleActions = []string{
	models.ActionDriftDetected, models.ActionDriftSuperseded, models.ActionDriftTriaged,
	models.ActionDriftApproved, models.ActionDriftRejected, models.ActionDriftResolved,
}

// step is one step of the lifecycle: a user's, unless the program takes it.
type step struct {
	to      models.Status
	action  string
	user    uuid.UUID
	reason  string
	how     models.ResolvedHow
	stamp   string         // the column that says when, "" for none
	set     map[string]any // columns besides these and status
	details fields
}

// move takes one step of the lifecycle, with its audit row.
func (r Drifts) move(ctx context.Context, id uuid.UUID, st step) (models.Drift, error) {
	var drift models.Drift
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(st.user, byDecider)
		if err != nil {
			return err
		}
		before, err := lock[models.Drift](tx, "drift", id)
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

// apply writes the step of a drift that is locked.
func (u unit) apply(before models.Drift, st step, who actor) (models.Drift, error) {
	at, err := u.moment()
	if err != nil {
		return before, err
	}
	columns := map[string]any{"status": st.to}
	if st.stamp != "" {
		columns[st.stamp] = at
	}
	for column, value := range st.set {
		columns[column] = value
	}
	if err := u.db.Model(&models.Drift{}).Where("id = ?", before.ID).Updates(columns).Error; err != nil {
		return before, err
	}
	changed := fields{"status": st.to}
	if st.reason != "" {
		changed["reason"] = st.reason
	}
	if st.how != "" {
		changed["resolvedHow"] = st.how
	}
	if err := u.note(note{action: st.action, drift: &before.ID, who: who, at: at, old: fields{"status": before.Status}, new: changed, details: st.details}); err != nil {
		return before, err
	}
	if st.to == models.StatusApproved {
		if err := u.nameApproved(before.ID); err != nil {
			return before, err
		}
	}
	if st.to == models.StatusResolved {
		if _, err := u.readAlerts("drift_id = @argument", before.ID, who); err != nil {
			return before, err
		}
	}
	return take[models.Drift](u.db, "drift", before.ID)
}

// nameApproved keeps, of a drift that is locked, which scan's sight of it was
// approved: the newest that is committed. An import that is about to add one waits
// for the lock, or has committed it.
func (u unit) nameApproved(drift uuid.UUID) error {
	return u.db.Exec(`UPDATE drift_summaries SET approved_scan_id = (
		SELECT scan_id FROM drift_occurrences WHERE drift_id = @drift ORDER BY seen_at DESC, created_at DESC, scan_id DESC LIMIT 1)
		WHERE drift_id = @drift`, map[string]any{"drift": drift}).Error
}

// tooLate says why the lifecycle does not allow the step, and who was first.
func (u unit) tooLate(d models.Drift, to models.Status) error {
	var last models.AuditLog
	found := u.db.Where("drift_id = ? AND action IN ? AND new_value->>'status' = ?", d.ID, lifecycleActions, d.Status).
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
