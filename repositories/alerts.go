package repositories

import (
	"context"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
	"gorm.io/gorm"
)

// AlertReader reads alerts.
type AlertReader struct{ unit unit }

// Get gives one alert, or [models.ErrNotFound].
func (r AlertReader) Get(ctx context.Context, id uuid.UUID) (models.Alert, error) {
	return get[models.Alert](ctx, r.unit, "alert", id)
}

// List gives one page of the alerts, the newest first. It fails with [models.ErrInvalid].
func (r AlertReader) List(ctx context.Context, f models.AlertFilter, request models.PageRequest) (models.Page[models.Alert], error) {
	return alertListing(f).page(ctx, r.unit, request)
}

// Stream gives every alert that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r AlertReader) Stream(ctx context.Context, f models.AlertFilter, fn func(models.Alert) error) error {
	return alertListing(f).stream(ctx, r.unit, fn)
}

// CountUnread tells how many alerts nobody has read.
func (r AlertReader) CountUnread(ctx context.Context) (int64, error) {
	var n int64
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw("SELECT COALESCE(sum(alerts), 0)::bigint FROM unread_alerts").Row().Scan(&n)
	})
	return orNone(n, err)
}

func alertListing(f models.AlertFilter) listing[models.Alert] {
	return filtered(f, models.AlertFilters(), newestFirst,
		func(a models.Alert) (string, uuid.UUID) { return timeValue(a.CreatedAt), a.ID }).ofMany(f, f.DriftID)
}

// Alerts reads and writes alerts.
type Alerts struct{ AlertReader }

// Create writes an alert and its audit row. It fails with [models.ErrInvalid]
// where a field is wrong or the drift does not exist.
func (r Alerts) Create(ctx context.Context, in models.CreateAlertInput) (models.Alert, error) {
	var alert models.Alert
	if err := in.Validate(); err != nil {
		return alert, err
	}
	err := r.unit.write(ctx, func(tx unit) (err error) {
		if err := tx.hold("SELECT CAST(? AS uuid)", in.DriftID); err != nil {
			return err
		}
		alert, err = tx.createAlert(in)
		return err
	})
	return orNone(alert, err)
}

// createAlert writes an alert of a drift that is held, and puts down that it is to be told.
func (u unit) createAlert(in models.CreateAlertInput) (models.Alert, error) {
	at, err := u.moment(in.DriftID)
	alert := newAlert(in, at)
	if err != nil {
		return alert, err
	}
	if err := u.insertAlerts([]models.Alert{alert}); err != nil {
		return alert, err
	}
	return alert, u.noteAll([]note{created(alert)})
}

func newAlert(in models.CreateAlertInput, at time.Time) models.Alert {
	return models.Alert{
		ID: uuid.New(), DriftID: in.DriftID, Type: in.Type, Severity: in.Severity, Title: in.Title, Message: in.Message,
		CreatedAt: at, UpdatedAt: at,
	}
}

// created is the audit row of a new alert, of the same moment.
func created(a models.Alert) note {
	return note{action: models.ActionAlertCreated, drift: &a.DriftID, at: a.CreatedAt,
		new: fields{"severity": a.Severity, "isRead": false}, details: fields{"alertId": a.ID, "type": a.Type}}
}

// insertAlerts writes alerts of drifts that are held, and puts down that they are to be told.
func (u unit) insertAlerts(alerts []models.Alert) error {
	if len(alerts) == 0 {
		return nil
	}
	if err := insertAll(u, alerts); err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(alerts))
	for i, a := range alerts {
		ids[i] = a.ID
	}
	return u.noticeAlerts(ids)
}

// MarkRead marks one alert as read by a user, with its audit row. An alert that is
// read already stays as it is. It fails with [models.ErrNotFound], or with
// [models.ErrForbidden] where the user does not exist or is deactivated.
func (r Alerts) MarkRead(ctx context.Context, id, user uuid.UUID) (models.Alert, error) {
	var alert models.Alert
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(user, byUser)
		if err != nil {
			return err
		}
		if _, err := tx.readAlerts("id = @argument", id, who); err != nil {
			return err
		}
		alert, err = take[models.Alert](tx.db, "alert", id)
		return err
	})
	return orNone(alert, err)
}

// MarkAllRead marks every unread alert as read by a user, each with its audit row,
// and tells how many. It fails with [models.ErrForbidden] like MarkRead.
func (r Alerts) MarkAllRead(ctx context.Context, user uuid.UUID) (int64, error) {
	var n int64
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(user, byUser)
		if err != nil {
			return err
		}
		n, err = tx.readAlerts("@argument", true, who)
		return err
	})
	return orNone(n, err)
}

// readAlerts marks the unread alerts that a condition keeps, and writes an audit
// row for each in the same statement, while it holds their drifts.
func (u unit) readAlerts(condition string, argument any, who actor) (int64, error) {
	with := map[string]any{"user": who.id, "email": who.email, "action": models.ActionAlertRead, "argument": argument, "details": u.withOrigin(nil).json()}
	if err := u.hold("SELECT drift_id FROM alerts WHERE "+unread+" AND "+condition, with); err != nil {
		return 0, err
	}
	done := u.db.Exec(`
		WITH read AS (
		  UPDATE alerts SET is_read = true, read_at = `+momentOf("alerts.drift_id")+`, read_by = @user
		  WHERE `+unread+` AND `+condition+`
		  RETURNING id, drift_id, read_at)
		INSERT INTO audit_logs (drift_id, action, actor_id, actor_email, old_value, new_value, details, created_at)
		SELECT drift_id, @action, @user, @email, '{"isRead": false}', '{"isRead": true}',
		  COALESCE(CAST(@details AS jsonb), '{}') || jsonb_build_object('alertId', id), read_at
		FROM read`, with)
	return done.RowsAffected, done.Error
}
