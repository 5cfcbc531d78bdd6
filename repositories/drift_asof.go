package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// driftThen is a drift with the status and the severity of a moment.
type driftThen struct {
	models.Drift
	ChangedThen *time.Time // when it had changed last
}

// AsOf gives one page of the drifts as they stood at a moment: those that the
// ledger had by then, each with the status that the audit trail says it had, and
// without the decisions that came later. The filter's status is the one of then.
// It fails with [models.ErrInvalid].
func (r DriftReader) AsOf(ctx context.Context, at time.Time, q models.DriftQuery) (models.Page[models.Drift], error) {
	var page models.Page[models.Drift]
	then := driftListing(q)
	if err := (models.DriftFilter{Since: at}).Validate(); err != nil || at.IsZero() {
		return page, models.Invalid("asOf", "takes a moment in the years 1 to 9999")
	}
	found, err := listing[driftThen]{
		narrow: func(db *gorm.DB) *gorm.DB { return driftsAsOf(db, at, q.Filter) },
		order:  then.order,
		key:    func(d driftThen) (string, uuid.UUID) { return then.key(d.Drift) },
		wrong:  then.wrong,
	}.page(ctx, r.unit, q.PageRequest)
	page = models.Page[models.Drift]{Items: make([]models.Drift, len(found.Items)), Total: found.Total, Page: found.Page, Limit: found.Limit, Next: found.Next}
	for i, d := range found.Items {
		page.Items[i] = d.asOf()
	}
	return orNone(page, err)
}

// driftsAsOf stands where the table of drifts does, with the status and the severity
// of then.
func driftsAsOf(db *gorm.DB, at time.Time, f models.DriftFilter) *gorm.DB {
	columns := selectDrift(driftColumns, map[string]string{"status": statusThen + " AS status", "severity": severityThen + " AS severity"})
	then := db.Session(&gorm.Session{NewDB: true}).Raw(
		"SELECT "+columns+", "+changedThen+" AS changed_then FROM drifts WHERE drifts.created_at <= @at",
		map[string]any{"at": at.UTC(), "lifecycle": models.LifecycleActions(), "graded": models.ActionDriftGraded})
	return driftListing(models.DriftQuery{Filter: f}).narrow(db.Table("(?) AS drifts", then))
}

// What a drift was, as expressions: PostgreSQL works out only those that a query has
// a use for, and the last parts only where the trail tells nothing.
const (
	// statusThen: steps that one unit of work took may have the same time; the lifecycle,
	// which never goes back, tells their order. The trail tells nothing of a drift that
	// another client wrote; then its own columns do.
	statusThen = `COALESCE((
		SELECT new_value->>'status' FROM audit_logs trail
		WHERE drift_id = drifts.id AND trail.created_at <= @at AND action IN @lifecycle AND new_value->>'status' IS NOT NULL
		ORDER BY trail.created_at DESC, array_position(ARRAY['resolved', 'rejected', 'approved', 'triaged', 'detected'], new_value->>'status')
		LIMIT 1), (
		SELECT CASE WHEN own.updated_at <= @at THEN own.status WHEN own.resolved_at <= @at THEN 'resolved'
		  WHEN own.rejected_at <= @at THEN 'rejected' WHEN own.approved_at <= @at THEN 'approved' ELSE 'detected' END
		FROM drifts own WHERE own.id = drifts.id))`
	severityThen = `COALESCE((
		SELECT old_value->>'severity' FROM audit_logs trail
		WHERE drift_id = drifts.id AND trail.created_at > @at AND action = @graded
		ORDER BY trail.created_at LIMIT 1), severity)`
	changedThen = `(
		SELECT max(trail.created_at) FROM audit_logs trail
		WHERE drift_id = drifts.id AND trail.created_at <= @at AND action IN @lifecycle)`
)

// asOf takes away what came later: every decision that the status of then does not have.
func (d driftThen) asOf() models.Drift {
	drift := d.Drift
	drift.UpdatedAt = drift.CreatedAt
	if d.ChangedThen != nil {
		drift.UpdatedAt = *d.ChangedThen
	}
	if drift.Status == models.StatusResolved {
		return drift
	}
	drift.ResolvedAt, drift.ResolvedHow = nil, nil
	if drift.Status != models.StatusApproved {
		drift.ApprovedAt, drift.ApprovedBy, drift.ApprovalReason = nil, nil, nil
	}
	if drift.Status != models.StatusRejected {
		drift.RejectedAt, drift.RejectedBy, drift.RejectionReason = nil, nil, nil
	}
	return drift
}
