package repositories

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// AuditReader reads the audit trail.
type AuditReader struct{ unit unit }

// Get gives one audit row, or [models.ErrNotFound].
func (r AuditReader) Get(ctx context.Context, id uuid.UUID) (models.AuditLog, error) {
	return get[models.AuditLog](ctx, r.unit, "audit row", id)
}

// List gives one page of the audit trail, the newest first. It fails with [models.ErrInvalid].
func (r AuditReader) List(ctx context.Context, f models.AuditFilter, request models.PageRequest) (models.Page[models.AuditLog], error) {
	return auditListing(f).page(ctx, r.unit, request)
}

// Stream gives every audit row that the filter keeps to fn, in List's order and
// in constant memory. It fails like List, and with what fn returns.
func (r AuditReader) Stream(ctx context.Context, f models.AuditFilter, fn func(models.AuditLog) error) error {
	return auditListing(f).stream(ctx, r.unit, fn)
}

func auditListing(f models.AuditFilter) listing[models.AuditLog] {
	return filtered(f, models.AuditFilters(), newestFirst,
		func(a models.AuditLog) (string, uuid.UUID) { return timeValue(a.CreatedAt), a.ID }).ofMany(f, f.DriftID)
}

// Audit appends to the audit trail and reads it; nothing else exists, and the
// database refuses it.
type Audit struct{ AuditReader }

// Append writes one row of the audit trail besides those that every change writes
// by itself. It fails with [models.ErrInvalid] where a field is wrong or the drift
// does not exist, and with [models.ErrForbidden] where the actor does not exist or
// is deactivated.
func (r Audit) Append(ctx context.Context, in models.AppendAuditInput) (models.AuditLog, error) {
	if err := in.Validate(); err != nil {
		return models.AuditLog{}, err
	}
	row := models.AuditLog{
		ID: uuid.New(), DriftID: in.DriftID, Action: in.Action,
		OldValue: in.OldValue, NewValue: in.NewValue, Details: in.Details,
		IPAddress: in.IPAddress, UserAgent: optional(in.UserAgent),
	}
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(in.ActorID, byAnybody)
		if err != nil {
			return err
		}
		row.ActorID, row.ActorEmail = who.id, who.email
		if in.DriftID != nil {
			if err := tx.hold("SELECT CAST(? AS uuid)", *in.DriftID); err != nil {
				return err
			}
			if row.CreatedAt, err = tx.moment(*in.DriftID); err != nil {
				return err
			}
		}
		return tx.db.Create(&row).Error
	})
	return orNone(row, err)
}
