package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// driftThen is a drift as it is, beside what it was at a moment.
type driftThen struct {
	models.Drift
	StatusThen  models.Status
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
		page.Items[i] = d.asOf(at)
	}
	return orNone(page, err)
}

// driftsAsOf adds the status of then. Steps that one unit of work took have the
// same time; the lifecycle, which never goes back, tells their order.
func driftsAsOf(db *gorm.DB, at time.Time, f models.DriftFilter) *gorm.DB {
	status := f.Status
	f.Status = nil
	db = db.Select("drifts.*, status_then, changed_then").
		Joins(`LEFT JOIN LATERAL (
			SELECT new_value->>'status' AS status_of_row, created_at AS changed_then FROM audit_logs
			WHERE drift_id = drifts.id AND audit_logs.created_at <= ? AND action IN ? AND new_value->>'status' IS NOT NULL
			ORDER BY audit_logs.created_at DESC, array_position(ARRAY['resolved', 'rejected', 'approved', 'triaged', 'detected'], new_value->>'status')
			LIMIT 1) AS trail ON true`, at.UTC(), lifecycleActions).
		Joins("CROSS JOIN LATERAL (SELECT COALESCE(status_of_row, 'detected') AS status_then) AS stood").
		Where("drifts.created_at <= ?", at.UTC())
	if len(status) > 0 {
		db = db.Where("status_then IN ?", statuses(status))
	}
	return driftListing(models.DriftQuery{Filter: f}).narrow(db)
}

// asOf takes away what came later than at.
func (d driftThen) asOf(at time.Time) models.Drift {
	drift := d.Drift
	drift.Status = d.StatusThen
	drift.UpdatedAt = drift.CreatedAt
	if d.ChangedThen != nil {
		drift.UpdatedAt = *d.ChangedThen
	}
	if later(drift.ApprovedAt, at) {
		drift.ApprovedAt, drift.ApprovedBy, drift.ApprovalReason = nil, nil, nil
	}
	if later(drift.RejectedAt, at) {
		drift.RejectedAt, drift.RejectedBy, drift.RejectionReason = nil, nil, nil
	}
	if later(drift.ResolvedAt, at) {
		drift.ResolvedAt, drift.ResolvedHow = nil, nil
	}
	return drift
}

func later(t *time.Time, at time.Time) bool { return t != nil && t.After(at) }
