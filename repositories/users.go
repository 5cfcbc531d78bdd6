package repositories

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"
	"gorm.io/gorm"
)

// UserReader reads users.
type UserReader struct{ unit unit }

// Get gives one user, or [models.ErrNotFound].
func (r UserReader) Get(ctx context.Context, id uuid.UUID) (models.User, error) {
	return get[models.User](ctx, r.unit, "user", id)
}

// FindByEmail gives the user with this e-mail, whatever its case, or [models.ErrNotFound].
func (r UserReader) FindByEmail(ctx context.Context, email string) (models.User, error) {
	var user models.User
	if !utf8.ValidString(email) || strings.ContainsRune(email, 0) {
		return user, models.NotFound("user", "")
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Where("lower(email) = lower(?)", email).Order("email").Limit(1).Take(&user).Error
	})
	if errors.Is(err, models.ErrNotFound) {
		return user, models.NotFound("user", email)
	}
	return orNone(user, err)
}

// List gives one page of the users, the newest first and without the hash of their
// password. It fails with [models.ErrInvalid].
func (r UserReader) List(ctx context.Context, f models.UserFilter, request models.PageRequest) (models.Page[models.User], error) {
	return userListing(f).page(ctx, r.unit, request)
}

// Stream gives every user that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r UserReader) Stream(ctx context.Context, f models.UserFilter, fn func(models.User) error) error {
	return userListing(f).stream(ctx, r.unit, fn)
}

func userListing(f models.UserFilter) listing[models.User] {
	return filtered(f, models.UserFilters(), newestFirst,
		func(u models.User) (string, uuid.UUID) { return timeValue(u.CreatedAt), u.ID })
}

// Names gives the e-mails of users; an id that is no user is left out.
func (r UserReader) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	var rows []struct {
		ID    uuid.UUID
		Email string
	}
	if err := namesOf(ctx, r.unit, &models.User{}, "id, email", ids, &rows); err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Email
	}
	return names, nil
}

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
	err = r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(by, byAdmin)
		if err != nil {
			return err
		}
		if err := tx.freeEmail(in.Email); err != nil {
			return err
		}
		if err := tx.db.Create(&user).Error; err != nil {
			return err
		}
		return tx.note(note{action: models.ActionUserCreated, who: who,
			new: fields{"email": user.Email, "role": user.Role, "isActive": true}, details: fields{"userId": user.ID}})
	})
	return orNone(user, err)
}

// freeEmail makes sure that nobody has this e-mail or takes it meanwhile. The
// table's own key minds the case, so a lock stands in for one that does not.
func (u unit) freeEmail(email string) error {
	if err := u.db.Exec("SELECT pg_advisory_xact_lock(hashtextextended(CAST(? AS text) || ' user ' || lower(?), 0))"+ofLedger, u.schema, email).Error; err != nil {
		return err
	}
	var taken int64
	if err := u.db.Model(&models.User{}).Where("lower(email) = lower(?)", email).Count(&taken).Error; err != nil {
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
	return r.change(ctx, id, by, byAdmin, func(tx unit, u models.User, who actor) error {
		if u.Role == role {
			return nil
		}
		return tx.updateUser(u.ID, map[string]any{"role": role},
			note{action: models.ActionUserUpdated, who: who, old: fields{"role": u.Role}, new: fields{"role": role}})
	})
}

// Rename changes a user's first and last name. Names that they have already change
// nothing. It fails like ChangeRole, but every active user may rename themselves.
func (r Users) Rename(ctx context.Context, id uuid.UUID, in models.RenameUserInput, by uuid.UUID) (models.User, error) {
	if err := in.Validate(); err != nil {
		return models.User{}, err
	}
	return r.change(ctx, id, by, byOwnerOr(id, by), func(tx unit, u models.User, who actor) error {
		old := fields{"firstName": value(u.FirstName), "lastName": value(u.LastName)}
		new := fields{"firstName": in.FirstName, "lastName": in.LastName}
		if old["firstName"] == new["firstName"] && old["lastName"] == new["lastName"] {
			return nil
		}
		columns := map[string]any{"first_name": optional(in.FirstName), "last_name": optional(in.LastName)}
		return tx.updateUser(u.ID, columns, note{action: models.ActionUserUpdated, who: who, old: old, new: new})
	})
}

// Deactivate keeps a user from doing anything more and revokes their sessions,
// each with its audit row. A user who is deactivated already stays as they are. It
// fails like ChangeRole.
func (r Users) Deactivate(ctx context.Context, id, by uuid.UUID) (models.User, error) {
	return r.change(ctx, id, by, byAdmin, func(tx unit, u models.User, who actor) error {
		if _, err := tx.revokeSessions("user_id = @argument", u.ID, who, "the user is deactivated"); err != nil {
			return err
		}
		return tx.setActive(u, false, models.ActionUserDeactivated, who)
	})
}

// Reactivate lets a deactivated user act again; their sessions stay revoked. It
// fails like ChangeRole.
func (r Users) Reactivate(ctx context.Context, id, by uuid.UUID) (models.User, error) {
	return r.change(ctx, id, by, byAdmin, func(tx unit, u models.User, who actor) error {
		return tx.setActive(u, true, models.ActionUserReactivated, who)
	})
}

// NoteLogin keeps the time of a user's login, with its audit row. It fails with
// [models.ErrForbidden] where the user does not exist or is deactivated.
func (r Users) NoteLogin(ctx context.Context, id uuid.UUID) error {
	return r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(id, byOwner)
		if err != nil {
			return err
		}
		return tx.updateUser(id, map[string]any{"last_login_at": now}, note{action: models.ActionUserLoggedIn, who: who})
	})
}

// change lets whoever has the right to change a user, who is locked meanwhile, and
// gives the user back as they are then.
func (r Users) change(ctx context.Context, id, by uuid.UUID, may right, do func(tx unit, user models.User, who actor) error) (models.User, error) {
	var user models.User
	err := r.unit.write(ctx, func(tx unit) error {
		before, err := lock[models.User](tx, "user", id)
		if err != nil {
			return err
		}
		who, err := tx.actor(by, may)
		if err != nil {
			return err
		}
		if err := do(tx, before, who); err != nil {
			return err
		}
		user, err = take[models.User](tx.db, "user", id)
		return err
	})
	return orNone(user, err)
}

// updateUser writes columns of a user, with the audit row.
func (u unit) updateUser(id uuid.UUID, columns map[string]any, n note) error {
	if err := u.db.Model(&models.User{}).Where("id = ?", id).Updates(columns).Error; err != nil {
		return err
	}
	n.details = fields{"userId": id}
	return u.note(n)
}

func (u unit) setActive(user models.User, active bool, action string, who actor) error {
	if user.IsActive == active {
		return nil
	}
	return u.updateUser(user.ID, map[string]any{"is_active": active},
		note{action: action, who: who, old: fields{"isActive": user.IsActive}, new: fields{"isActive": active}})
}
