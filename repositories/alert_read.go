package repositories

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// AlertReader reads alerts.
type AlertReader struct{ session session }

// Get gives one alert, or [models.ErrNotFound].
func (r AlertReader) Get(ctx context.Context, id uuid.UUID) (models.Alert, error) {
	return get[models.Alert](ctx, r.session, "alert", id)
}

// List gives one page of the alerts, the newest first. It fails with [models.ErrInvalid].
func (r AlertReader) List(ctx context.Context, f models.AlertFilter, request models.PageRequest) (models.Page[models.Alert], error) {
	if err := f.Validate(); err != nil {
		return models.Page[models.Alert]{}, err
	}
	return alertListing(f).page(ctx, r.session, request)
}

// Stream gives every alert that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r AlertReader) Stream(ctx context.Context, f models.AlertFilter, fn func(models.Alert) error) error {
	if err := f.Validate(); err != nil {
		return err
	}
	return alertListing(f).stream(ctx, r.session, fn)
}

// CountUnread tells how many alerts nobody has read.
func (r AlertReader) CountUnread(ctx context.Context) (int64, error) {
	var n int64
	err := r.session.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Alert{}).Where(unread).Count(&n).Error
	})
	return orNone(n, err)
}

func alertListing(f models.AlertFilter) listing[models.Alert] {
	return listing[models.Alert]{
		narrow: func(db *gorm.DB) *gorm.DB { return narrow(db, f, models.AlertFilters()) },
		order:  newestFirst,
		key:    func(a models.Alert) (string, uuid.UUID) { return timeValue(a.CreatedAt), a.ID },
	}
}
