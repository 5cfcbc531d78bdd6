package repositories

import (
	"context"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/models"
)

// Users reads and writes users. Who changes a user is named by the last argument
// of each change: an active admin, or the program itself where it is the zero id.
type Users struct{ UserReader }

// Create writes a user and its audit row; the password is kept as a bcrypt hash.
// It fails with [models.ErrInvalid], or [models.ErrConflict] where the e-mail is
// taken, whatever its case. The program is the actor; [Users.CreateBy] names another.
func (r Users) Create(ctx context.Context, in models.CreateUserInput) (models.User, error) {
	return r.CreateBy(ctx, in, uuid.Nil)
}

// CreateBy is Create by an active admin; anybody else gets [models.ErrForbidden].
func (r Users) CreateBy(ctx context.Context, in models.CreateUserInput, by uuid.UUID) (models.User, error) {
	var user models.User
	if err := in.Validate(); err != nil {
		return user, err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(in.Password), bcrypt.DefaultCost)
	if err != nil {
		return user, models.Invalid("password", "cannot be hashed")
	}
	user = models.User{
		ID: uuid.New(), Email: in.Email, PasswordHash: string(hash), Role: in.Role, IsActive: true,
		FirstName: optional(in.FirstName), LastName: optional(in.LastName), AvatarURL: optional(in.AvatarURL),
	}
	err = r.session.write(ctx, func(ctx context.Context, tx session) error {
		who, err := tx.admin(ctx, by)
		if err != nil {
			return err
		}
		if err := tx.freeEmail(in.Email); err != nil {
			return err
		}
		if err := tx.db.Create(&user).Error; err != nil {
			return err
		}
		return tx.note(models.ActionUserCreated, nil, who, nil,
			map[string]any{"email": user.Email, "role": user.Role, "isActive": true}, map[string]any{"userId": user.ID})
	})
	return orNone(user, err)
}

// freeEmail makes sure that nobody has this e-mail or takes it meanwhile. The
// table's own key minds the case, so a lock stands in for one that does not.
func (s session) freeEmail(email string) error {
	if err := s.db.Exec("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' user ' || lower(?), 0))", email).Error; err != nil {
		return err
	}
	var taken int64
	if err := s.db.Model(&models.User{}).Where("lower(email) = lower(?)", email).Count(&taken).Error; err != nil {
		return err
	}
	if taken > 0 {
		return &models.Error{Kind: models.ErrConflict, Entity: "user", Fields: []models.FieldError{{Field: "email", Problem: email + " is taken"}}}
	}
	return nil
}

// ChangeRole gives a user another role. The role that they have already changes
// nothing. It fails with [models.ErrNotFound], [models.ErrInvalid] and, where by is
// no active admin, [models.ErrForbidden].
func (r Users) ChangeRole(ctx context.Context, id uuid.UUID, role models.Role, by uuid.UUID) (models.User, error) {
	if _, err := models.ParseEnum("role", string(role), models.Roles()); err != nil {
		return models.User{}, err
	}
	return r.change(ctx, id, by, func(tx session, u models.User, who actor) error {
		if u.Role == role {
			return nil
		}
		return tx.updateUser(u.ID, models.ActionUserUpdated, who, map[string]any{"role": role},
			map[string]any{"role": u.Role}, map[string]any{"role": role})
	})
}

// Rename changes a user's first and last name. Names that they have already change
// nothing. It fails like ChangeRole, but every active user may rename themselves.
func (r Users) Rename(ctx context.Context, id uuid.UUID, in models.RenameUserInput, by uuid.UUID) (models.User, error) {
	if err := in.Validate(); err != nil {
		return models.User{}, err
	}
	return r.changeOwn(ctx, id, by, func(tx session, u models.User, who actor) error {
		old := map[string]any{"firstName": value(u.FirstName), "lastName": value(u.LastName)}
		new := map[string]any{"firstName": in.FirstName, "lastName": in.LastName}
		if old["firstName"] == new["firstName"] && old["lastName"] == new["lastName"] {
			return nil
		}
		columns := map[string]any{"first_name": optional(in.FirstName), "last_name": optional(in.LastName)}
		return tx.updateUser(u.ID, models.ActionUserUpdated, who, columns, old, new)
	})
}

// Deactivate keeps a user from doing anything more and revokes their sessions,
// each with its audit row. A user who is deactivated already stays as they are. It
// fails like ChangeRole.
func (r Users) Deactivate(ctx context.Context, id, by uuid.UUID) (models.User, error) {
	return r.change(ctx, id, by, func(tx session, u models.User, who actor) error {
		if _, err := tx.revokeSessions("user_id = @argument", u.ID, who, "the user is deactivated"); err != nil {
			return err
		}
		return tx.setActive(u, false, models.ActionUserDeactivated, who)
	})
}

// Reactivate lets a deactivated user act again; their sessions stay revoked. It
// fails like ChangeRole.
func (r Users) Reactivate(ctx context.Context, id, by uuid.UUID) (models.User, error) {
	return r.change(ctx, id, by, func(tx session, u models.User, who actor) error {
		return tx.setActive(u, true, models.ActionUserReactivated, who)
	})
}

// NoteLogin keeps the time of a user's login, with its audit row. It fails with
// [models.ErrForbidden] where the user does not exist or is deactivated.
func (r Users) NoteLogin(ctx context.Context, id uuid.UUID) error {
	return r.session.write(ctx, func(_ context.Context, tx session) error {
		who, err := tx.lockActive(id)
		if err != nil {
			return err
		}
		columns := map[string]any{"last_login_at": now}
		return tx.updateUser(id, models.ActionUserLoggedIn, who, columns, nil, nil)
	})
}
