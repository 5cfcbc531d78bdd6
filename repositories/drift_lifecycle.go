package repositories

import (
	"context"
	"fmt"
	"strings"
	"time"

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
	at      time.Time  // zero is now
	seen    *uuid.UUID // of an approval, the scan that had seen the drift last
}

// move takes one step of the lifecycle, with its audit row.
func (r Drifts) move(ctx context.Context, id uuid.UUID, st step) (models.Drift, error) {
	var drift models.Drift
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(st.user, byDecider)
		if err != nil {
			return err
		}
		if st.to == models.StatusApproved {
			if st.seen, err = tx.lastSeenBy(id); err != nil {
				return err
			}
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
	at := st.at
	if at.IsZero() {
		var err error
		if at, err = u.moment(before.ID); err != nil {
			return before, err
		}
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
	if st.seen != nil {
		if err := u.db.Model(&models.DriftSummary{}).Where("drift_id = ?", before.ID).Update("approved_scan_id", st.seen).Error; err != nil {
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

// lastSeenBy gives the scan whose sight of a drift an approval is of: the newest that
// is committed when the approval is given. That is before it waits for the drift,
// which an import may hold that has more to tell, and that nobody could see yet. A
// late report is never it; nil where no scan saw the drift.
func (u unit) lastSeenBy(drift uuid.UUID) (*uuid.UUID, error) {
	var summaries []models.DriftSummary
	err := u.db.Select("newest_scan_id").Where("drift_id = ?", drift).Find(&summaries).Error
	if err != nil || len(summaries) == 0 {
		return nil, err
	}
	return &summaries[0].NewestScanID, nil
}

// tooLate says why the lifecycle does not allow the step, and who was first.
func (u unit) tooLate(d models.Drift, to models.Status) error {
	var last models.AuditLog
	found := u.db.Where("drift_id = ? AND action IN ? AND new_value->>'status' = ?", d.ID, models.LifecycleActions(), d.Status).
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
