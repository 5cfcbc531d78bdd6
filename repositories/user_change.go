package repositories

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// userChange is what a change does with a user who is locked, in the name of who.
type userChange func(tx session, u models.User, who actor) error

// change lets an active admin, or the program, change a user, and gives the user
// back as they are then.
func (r Users) change(ctx context.Context, id, by uuid.UUID, do userChange) (models.User, error) {
	var user models.User
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		before, err := tx.userForUpdate(id)
		if err != nil {
			return err
		}
		who, err := tx.admin(ctx, by)
		if err != nil {
			return err
		}
		if err := do(tx, before, who); err != nil {
			return err
		}
		user, err = get[models.User](ctx, tx, "user", id)
		return err
	})
	return orNone(user, err)
}

// changeOwn is change for what users may also do to themselves.
func (r Users) changeOwn(ctx context.Context, id, by uuid.UUID, do userChange) (models.User, error) {
	if by != id {
		return r.change(ctx, id, by, do)
	}
	return r.change(ctx, id, uuid.Nil, func(tx session, u models.User, _ actor) error {
		if !u.IsActive {
			return deactivated(u)
		}
		return do(tx, u, actor{&u.ID, &u.Email})
	})
}

// userForUpdate reads a user and keeps everybody else from changing them, and
// their sessions, until the transaction ends.
func (s session) userForUpdate(id uuid.UUID) (models.User, error) {
	var user models.User
	found := s.db.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Limit(1).Find(&user)
	if found.Error == nil && found.RowsAffected == 0 {
		return user, models.NotFound("user", id.String())
	}
	return user, found.Error
}

// lockActive gives a user who is active as the actor, locked like userForUpdate,
// or [models.ErrForbidden].
func (s session) lockActive(id uuid.UUID) (actor, error) {
	user, err := s.userForUpdate(id)
	switch {
	case errors.Is(err, models.ErrNotFound):
		err = models.Forbidden("no user has the id " + id.String())
	case err == nil && !user.IsActive:
		err = deactivated(user)
	}
	return actor{&user.ID, &user.Email}, err
}

func deactivated(u models.User) error { return models.Forbidden(u.Email + " is deactivated") }

// updateUser writes columns of a user, with the audit row.
func (s session) updateUser(id uuid.UUID, action string, who actor, columns, old, new map[string]any) error {
	if err := s.db.Model(&models.User{}).Where("id = ?", id).Updates(columns).Error; err != nil {
		return err
	}
	return s.note(action, nil, who, old, new, map[string]any{"userId": id})
}

func (s session) setActive(u models.User, active bool, action string, who actor) error {
	if u.IsActive == active {
		return nil
	}
	return s.updateUser(u.ID, action, who, map[string]any{"is_active": active},
		map[string]any{"isActive": u.IsActive}, map[string]any{"isActive": active})
}

// optional is NULL for "".
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// value is "" for NULL.
func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
