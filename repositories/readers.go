package repositories

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// newestFirst is the order of the lists that know no other.
var newestFirst = order{name: "-createdAt", expr: "created_at", cast: "timestamptz", desc: true}

// between bounds a time column: since inclusive, until exclusive, zero no bound.
func between(db *gorm.DB, column string, since, until time.Time) *gorm.DB {
	if !since.IsZero() {
		db = db.Where(column+" >= ?", since.UTC())
	}
	if !until.IsZero() {
		db = db.Where(column+" < ?", until.UTC())
	}
	return db
}

// byDrift narrows a list to the rows of one drift.
func byDrift(db *gorm.DB, id *uuid.UUID) *gorm.DB {
	if id == nil {
		return db
	}
	return db.Where("drift_id = ?", *id)
}

// ScanReader reads scans.
type ScanReader struct{ session session }

// Get gives one scan, or [models.ErrNotFound].
func (r ScanReader) Get(ctx context.Context, id uuid.UUID) (models.Scan, error) {
	return get[models.Scan](ctx, r.session, "scan", id)
}

// List gives one page of the scans, the newest look first.
func (r ScanReader) List(ctx context.Context, f models.ScanFilter, request models.PageRequest) (models.Page[models.Scan], error) {
	var page models.Page[models.Scan]
	newest := order{name: "-scannedAt", expr: "scanned_at", cast: "timestamptz", desc: true}
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		db = whereIn(whereIn(db, "scope", f.Scope), "source", f.Source)
		page, err = list(db, newest, request, func(s models.Scan) (string, uuid.UUID) { return s.ScannedAt.UTC().Format(timeText), s.ID })
		return err
	})
	return page, err
}

// AlertReader reads alerts.
type AlertReader struct{ session session }

// Get gives one alert, or [models.ErrNotFound].
func (r AlertReader) Get(ctx context.Context, id uuid.UUID) (models.Alert, error) {
	return get[models.Alert](ctx, r.session, "alert", id)
}

// List gives one page of the alerts, the newest first.
func (r AlertReader) List(ctx context.Context, f models.AlertFilter, request models.PageRequest) (models.Page[models.Alert], error) {
	var page models.Page[models.Alert]
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		db = whereIn(byDrift(db, f.DriftID), "severity", f.Severity)
		if f.Unread != nil {
			db = db.Where("is_read = ?", !*f.Unread)
		}
		page, err = list(db, newestFirst, request, func(a models.Alert) (string, uuid.UUID) { return a.CreatedAt.UTC().Format(timeText), a.ID })
		return err
	})
	return page, err
}

// CostReader reads cost metrics.
type CostReader struct{ session session }

// List gives one page of the cost metrics, the newest period first.
func (r CostReader) List(ctx context.Context, f models.CostFilter, request models.PageRequest) (models.Page[models.CostMetric], error) {
	var page models.Page[models.CostMetric]
	newest := order{name: "-periodStart", expr: "period_start", cast: "timestamptz", desc: true}
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		db = between(byDrift(db, f.DriftID), "period_start", f.Since, f.Until)
		page, err = list(db, newest, request, func(m models.CostMetric) (string, uuid.UUID) { return m.PeriodStart.UTC().Format(timeText), m.ID })
		return err
	})
	return page, err
}

// AuditReader reads the audit trail.
type AuditReader struct{ session session }

// List gives one page of the audit trail, the newest first.
func (r AuditReader) List(ctx context.Context, f models.AuditFilter, request models.PageRequest) (models.Page[models.AuditLog], error) {
	var page models.Page[models.AuditLog]
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		db = between(whereIn(byDrift(db, f.DriftID), "action", f.Action), "created_at", f.Since, f.Until)
		if f.ActorID != nil {
			db = db.Where("actor_id = ?", *f.ActorID)
		}
		page, err = list(db, newestFirst, request, func(a models.AuditLog) (string, uuid.UUID) { return a.CreatedAt.UTC().Format(timeText), a.ID })
		return err
	})
	return page, err
}

// UserReader reads users.
type UserReader struct{ session session }

// Get gives one user, or [models.ErrNotFound].
func (r UserReader) Get(ctx context.Context, id uuid.UUID) (models.User, error) {
	return get[models.User](ctx, r.session, "user", id)
}

// FindByEmail gives the user with this e-mail, whatever its case, or [models.ErrNotFound].
func (r UserReader) FindByEmail(ctx context.Context, email string) (models.User, error) {
	var user models.User
	err := r.session.read(ctx, func(db *gorm.DB) error {
		return db.Where("lower(email) = lower(?)", email).Order("email").Limit(1).Take(&user).Error
	})
	if errors.Is(err, models.ErrNotFound) {
		return user, models.NotFound("user", email)
	}
	return user, err
}

// List gives one page of the users, the newest first.
func (r UserReader) List(ctx context.Context, f models.UserFilter, request models.PageRequest) (models.Page[models.User], error) {
	var page models.Page[models.User]
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		db = whereIn(db, "role", f.Role)
		if f.Active != nil {
			db = db.Where("is_active = ?", *f.Active)
		}
		page, err = list(db, newestFirst, request, func(u models.User) (string, uuid.UUID) { return u.CreatedAt.UTC().Format(timeText), u.ID })
		return err
	})
	return page, err
}

// SessionReader reads sessions.
type SessionReader struct{ session session }

// List gives one page of the sessions, the newest first.
func (r SessionReader) List(ctx context.Context, f models.SessionFilter, request models.PageRequest) (models.Page[models.Session], error) {
	var page models.Page[models.Session]
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		if f.UserID != nil {
			db = db.Where("user_id = ?", *f.UserID)
		}
		page, err = list(db, newestFirst, request, func(s models.Session) (string, uuid.UUID) { return s.CreatedAt.UTC().Format(timeText), s.ID })
		return err
	})
	return page, err
}
