package repositories

import (
	"context"
	"fmt"
	"reflect"
	"strings"
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
	if then.wrong != nil {
		return page, then.wrong
	}
	if err := r.recorded(ctx, at); err != nil {
		return page, err
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
	columns := columnsOf(reflect.TypeFor[models.Drift]())
	for i, name := range columns {
		if then, changes := map[string]string{"status": statusThen, "severity": severityThen}[name]; changes {
			columns[i] = then + " AS " + name
		}
	}
	then := db.Session(&gorm.Session{NewDB: true}).Raw(
		"SELECT "+strings.Join(columns, ", ")+", "+changedThen+" AS changed_then FROM drifts WHERE drifts.created_at <= @at",
		map[string]any{"at": at.UTC(), "lifecycle": models.LifecycleActions(), "graded": models.ActionDriftGraded})
	db = db.Table("(?) AS drifts", then)
	conditions, lasting := filtersThen(f, at.UTC())
	for _, condition := range conditions {
		db = db.Where(condition)
	}
	return narrow(db, f, lasting)
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

// by keeps the rows that the ledger had at a moment.
func (l listing[T]) by(at time.Time) listing[T] {
	narrow := l.narrow
	l.many = ""
	l.narrow = func(db *gorm.DB) *gorm.DB { return narrow(db).Where("created_at <= ?", at.UTC()) }
	return l
}

// then gives one drift as it stood at a moment.
func (r DriftReader) then(ctx context.Context, id uuid.UUID, at time.Time) (models.Drift, error) {
	if err := r.recorded(ctx, at); err != nil {
		return models.Drift{}, err
	}
	var found []driftThen
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return driftsAsOf(db, at, models.DriftFilter{}).Where("drifts.id = ?", id).Limit(1).Find(&found).Error
	})
	if err != nil {
		return models.Drift{}, err
	}
	if len(found) == 0 {
		return models.Drift{}, models.NotFound("drift", id.String())
	}
	return found[0].asOf(), nil
}

// skew is how far the clocks of those who ask may be ahead of the ledger's.
const skew = time.Minute

// recorded refuses a moment that the ledger can have recorded nothing of: one that lies
// ahead by its own clock, or beyond the years that it knows.
func (r DriftReader) recorded(ctx context.Context, at time.Time) error {
	if err := (models.DriftFilter{Since: at}).Validate(); err != nil || at.IsZero() {
		return models.Invalid("asOf", "takes a moment in the years 1 to 9999")
	}
	if at.Before(time.Now()) {
		return nil
	}
	return r.unit.read(ctx, func(db *gorm.DB) error {
		now, err := clock(db)
		if err == nil && at.After(now.Add(skew)) {
			err = models.Invalid("asOf", fmt.Sprintf("takes a time that has come; %s lies ahead, by the ledger's clock it is %s",
				at.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339)))
		}
		return err
	})
}
