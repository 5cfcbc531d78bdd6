package repositories

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Alerts reads and writes alerts.
type Alerts struct{ AlertReader }

// Create writes an alert and its audit row. It fails with [models.ErrInvalid]
// where a field is wrong or the drift does not exist.
func (r Alerts) Create(ctx context.Context, in models.CreateAlertInput) (models.Alert, error) {
	var alert models.Alert
	if err := in.Validate(); err != nil {
		return alert, err
	}
	err := r.session.write(ctx, func(_ context.Context, tx session) (err error) {
		alert, err = tx.createAlert(in)
		return err
	})
	return orNone(alert, err)
}

func (s session) createAlert(in models.CreateAlertInput) (models.Alert, error) {
	alert := models.Alert{
		DriftID: in.DriftID, Type: in.Type, Severity: in.Severity, Title: in.Title, Message: in.Message,
	}
	if err := s.db.Create(&alert).Error; err != nil {
		return alert, err
	}
	return alert, s.note(models.ActionAlertCreated, &alert.DriftID, program, nil,
		map[string]any{"severity": alert.Severity, "isRead": false}, map[string]any{"alertId": alert.ID, "type": alert.Type})
}

// Read marks one alert as read by a user, with its audit row. An alert that is
// read already stays as it is. It fails with [models.ErrNotFound], or with
// [models.ErrForbidden] where the user does not exist or is deactivated.
func (r Alerts) Read(ctx context.Context, id, user uuid.UUID) (models.Alert, error) {
	var alert models.Alert
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		who, err := tx.activeUser(ctx, user)
		if err != nil {
			return err
		}
		if _, err := tx.readAlerts("id = @argument", id, who); err != nil {
			return err
		}
		alert, err = get[models.Alert](ctx, tx, "alert", id)
		return err
	})
	return orNone(alert, err)
}

// ReadAll marks every unread alert as read by a user, each with its audit row,
// and tells how many. It fails with [models.ErrForbidden] like Read.
func (r Alerts) ReadAll(ctx context.Context, user uuid.UUID) (int64, error) {
	var n int64
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		who, err := tx.activeUser(ctx, user)
		if err != nil {
			return err
		}
		n, err = tx.readAlerts("@argument", true, who)
		return err
	})
	return orNone(n, err)
}

// readAlerts marks the unread alerts that a condition keeps, and writes an audit
// row for each in the same statement.
func (s session) readAlerts(condition string, argument any, who actor) (int64, error) {
	done := s.db.Exec(`
		WITH read AS (
		  UPDATE alerts SET is_read = true, read_at = CURRENT_TIMESTAMP, read_by = @user
		  WHERE `+unread+` AND `+condition+`
		  RETURNING id, drift_id)
		INSERT INTO audit_logs (drift_id, action, actor_id, actor_email, old_value, new_value, details)
		SELECT drift_id, @action, @user, @email, '{"isRead": false}', '{"isRead": true}', jsonb_build_object('alertId', id)
		FROM read`,
		map[string]any{"user": who.id, "email": who.email, "action": models.ActionAlertRead, "argument": argument})
	return done.RowsAffected, done.Error
}
