package repositories

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// relative tells what was decided about the drift whose place another took, or that
// took the place of another. Of one that was superseded the last word counts that was
// spoken before. A drift that another client decided about has no audit row, but may
// have columns that say it.
func (r DriftReader) relative(ctx context.Context, id *uuid.UUID) (*models.Relative, error) {
	return r.toldOf(ctx, id, "drifts.status", "infinity")
}

// toldOf tells it of a drift whose status an expression gives, of what was recorded by a moment.
func (r DriftReader) toldOf(ctx context.Context, id *uuid.UUID, status string, at any) (*models.Relative, error) {
	if id == nil {
		return nil, nil
	}
	found := models.Relative{ID: *id}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT drifts.id, stood.status, taken.was IS NOT NULL AS superseded,
			       COALESCE(step.new_value->>'reason', of_column.reason) AS reason,
			       COALESCE(step.actor_id, of_column.decided_by) AS decided_by,
			       COALESCE(step.actor_email, users.email) AS decided_by_email,
			       COALESCE(step.created_at, of_column.decided_at) AS decided_at,
			       COALESCE(NOT users.is_active, false) AS deactivated, term.ends_at AS approved_until, COALESCE(term.ticket, '') AS ticket
			FROM drifts
			LEFT JOIN LATERAL (
			  SELECT old_value->>'status' AS was FROM audit_logs
			  WHERE drift_id = drifts.id AND action = @superseded AND created_at <= @at ORDER BY created_at DESC LIMIT 1) AS taken ON true
			CROSS JOIN LATERAL (SELECT COALESCE(taken.was, `+status+`) AS status) AS stood
			LEFT JOIN LATERAL (
			  SELECT new_value, actor_id, actor_email, created_at FROM audit_logs
			  WHERE drift_id = drifts.id AND action IN @decisions AND new_value->>'status' = stood.status AND created_at <= @at
			  ORDER BY created_at DESC LIMIT 1) AS step ON true
			LEFT JOIN LATERAL (
			  SELECT approval_reason AS reason, approved_by AS decided_by, approved_at AS decided_at WHERE stood.status = 'approved'
			  UNION ALL SELECT rejection_reason, rejected_by, rejected_at WHERE stood.status = 'rejected'
			  UNION ALL SELECT NULL, NULL, resolved_at WHERE stood.status = 'resolved') AS of_column ON true
			LEFT JOIN approval_terms term ON term.drift_id = drifts.id AND stood.status = 'approved' AND term.created_at <= @at
			LEFT JOIN users ON users.id = COALESCE(step.actor_id, of_column.decided_by)
			WHERE drifts.id = @id`,
			map[string]any{"superseded": models.ActionDriftSuperseded, "decisions": decisions, "lifecycle": models.LifecycleActions(), "id": id, "at": at}).Scan(&found).Error
	})
	return &found, err
}

// decisions are the actions by which a drift gets a status that somebody, or a scan,
// decided on.
var decisions = []string{
	models.ActionDriftTriaged, models.ActionDriftApproved, models.ActionDriftRejected, models.ActionDriftResolved,
}
