package repositories

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// AuditReader reads the audit trail.
type AuditReader struct{ session session }

// Get gives one audit row, or [models.ErrNotFound].
func (r AuditReader) Get(ctx context.Context, id uuid.UUID) (models.AuditLog, error) {
	return get[models.AuditLog](ctx, r.session, "audit row", id)
}

// List gives one page of the audit trail, the newest first. It fails with [models.ErrInvalid].
func (r AuditReader) List(ctx context.Context, f models.AuditFilter, request models.PageRequest) (models.Page[models.AuditLog], error) {
	if err := f.Validate(); err != nil {
		return models.Page[models.AuditLog]{}, err
	}
	return auditListing(f).page(ctx, r.session, request)
}

// Stream gives every audit row that the filter keeps to fn, in List's order and
// in constant memory. It fails like List, and with what fn returns.
func (r AuditReader) Stream(ctx context.Context, f models.AuditFilter, fn func(models.AuditLog) error) error {
	if err := f.Validate(); err != nil {
		return err
	}
	return auditListing(f).stream(ctx, r.session, fn)
}

func auditListing(f models.AuditFilter) listing[models.AuditLog] {
	return listing[models.AuditLog]{
		narrow: func(db *gorm.DB) *gorm.DB { return narrow(db, f, models.AuditFilters()) },
		order:  newestFirst,
		key:    func(a models.AuditLog) (string, uuid.UUID) { return timeValue(a.CreatedAt), a.ID },
	}
}
