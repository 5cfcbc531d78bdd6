package repositories

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Audit appends to the audit trail and reads it; nothing else exists, and the
// database refuses it.
type Audit struct{ AuditReader }

// actor is who did something: a user, or the program itself where id is nil.
type actor struct {
	id    *uuid.UUID
	email *string
}

// program is the actor of what no user asked for.
var program = actor{}

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
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		if in.ActorID != uuid.Nil {
			who, err := tx.activeUser(ctx, in.ActorID)
			if err != nil {
				return err
			}
			row.ActorID, row.ActorEmail = who.id, who.email
		}
		return tx.db.Create(&row).Error
	})
	return orNone(row, err)
}

// note writes one audit row. Old and new hold the columns that changed.
func (s session) note(action string, drift *uuid.UUID, who actor, old, new, details map[string]any) error {
	row := auditRow(action, drift, who, old, new, details)
	return s.db.Omit("CreatedAt").Create(&row).Error
}

func auditRow(action string, drift *uuid.UUID, who actor, old, new, details map[string]any) models.AuditLog {
	return models.AuditLog{
		ID: uuid.New(), DriftID: drift, Action: action, ActorID: who.id, ActorEmail: who.email,
		OldValue: jsonOf(old), NewValue: jsonOf(new), Details: jsonOf(details),
	}
}

// jsonOf writes values that JSON can always hold; none is NULL.
func jsonOf(values map[string]any) models.JSON {
	if len(values) == 0 {
		return nil
	}
	return models.MustJSON(values)
}

// actingUser gives the user who triages, approves, rejects or resolves, or
// [models.ErrForbidden]. The user stays as they are until the transaction ends.
func (s session) actingUser(ctx context.Context, id uuid.UUID) (actor, error) {
	user, err := s.lockedUser(ctx, id)
	if err == nil && !user.Role.MayAct() {
		err = models.Forbidden(user.Email + " is a viewer; it takes an admin or an engineer")
	}
	return actor{&user.ID, &user.Email}, err
}

// admin gives the active admin who changes a user, or [models.ErrForbidden]; the
// program where the id is zero.
func (s session) admin(ctx context.Context, id uuid.UUID) (actor, error) {
	if id == uuid.Nil {
		return program, nil
	}
	user, err := s.lockedUser(ctx, id)
	if err == nil && user.Role != models.RoleAdmin {
		err = models.Forbidden(user.Email + " is no admin")
	}
	return actor{&user.ID, &user.Email}, err
}

// activeUser is actingUser for what every user may do.
func (s session) activeUser(ctx context.Context, id uuid.UUID) (actor, error) {
	user, err := s.lockedUser(ctx, id)
	return actor{&user.ID, &user.Email}, err
}

func (s session) lockedUser(ctx context.Context, id uuid.UUID) (models.User, error) {
	var user models.User
	found := s.db.WithContext(ctx).Raw("SELECT id, email, role, is_active FROM users WHERE id = ? FOR SHARE", id).Scan(&user)
	switch {
	case found.Error != nil:
		return user, found.Error
	case found.RowsAffected == 0:
		return user, models.Forbidden("no user has the id " + id.String())
	case !user.IsActive:
		return user, deactivated(user)
	}
	return user, nil
}
