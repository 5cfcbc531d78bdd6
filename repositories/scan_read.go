package repositories

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// ScanReader reads scans.
type ScanReader struct{ session session }

// Get gives one scan, or [models.ErrNotFound].
func (r ScanReader) Get(ctx context.Context, id uuid.UUID) (models.Scan, error) {
	return get[models.Scan](ctx, r.session, "scan", id)
}

// List gives one page of the scans, the newest look first, without their coverage,
// which Get has. It fails with [models.ErrInvalid].
func (r ScanReader) List(ctx context.Context, f models.ScanFilter, request models.PageRequest) (models.Page[models.Scan], error) {
	if err := f.Validate(); err != nil {
		return models.Page[models.Scan]{}, err
	}
	return scanListing(f).page(ctx, r.session, request)
}

// Stream gives every scan that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r ScanReader) Stream(ctx context.Context, f models.ScanFilter, fn func(models.Scan) error) error {
	if err := f.Validate(); err != nil {
		return err
	}
	return scanListing(f).stream(ctx, r.session, fn)
}

func scanListing(f models.ScanFilter) listing[models.Scan] {
	return listing[models.Scan]{
		narrow: func(db *gorm.DB) *gorm.DB {
			return narrow(db, f, models.ScanFilters()).Omit("coverage")
		},
		order: order{name: "-scannedAt", expr: "scanned_at", cast: "timestamptz", desc: true},
		key:   func(s models.Scan) (string, uuid.UUID) { return timeValue(s.ScannedAt), s.ID },
	}
}
