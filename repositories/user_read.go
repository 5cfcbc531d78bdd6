package repositories

import (
	"context"
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// UserReader reads users.
type UserReader struct{ session session }

// Get gives one user, or [models.ErrNotFound].
func (r UserReader) Get(ctx context.Context, id uuid.UUID) (models.User, error) {
	return get[models.User](ctx, r.session, "user", id)
}

// FindByEmail gives the user with this e-mail, whatever its case, or [models.ErrNotFound].
func (r UserReader) FindByEmail(ctx context.Context, email string) (models.User, error) {
	var user models.User
	if !utf8.ValidString(email) || strings.ContainsRune(email, 0) {
		return user, models.NotFound("user", "")
	}
	err := r.session.read(ctx, func(db *gorm.DB) error {
		return db.Where("lower(email) = lower(?)", email).Order("email").Limit(1).Take(&user).Error
	})
	if errors.Is(err, models.ErrNotFound) {
		return user, models.NotFound("user", email)
	}
	return orNone(user, err)
}

// noUsersHash stands in for the hash of a user who does not exist.
var noUsersHash = sync.OnceValues(func() ([]byte, error) {
	return bcrypt.GenerateFromPassword([]byte("the password of nobody"), bcrypt.DefaultCost)
})

// CheckPassword gives the active user who has this e-mail, whatever its case, and
// this password. Otherwise it fails with [models.ErrForbidden], with the same words
// and after the same work whether the user does not exist, is deactivated or has
// another password, so that nobody learns which. No user has a password longer than
// [models.MaxPasswordLength] or with a NUL in it. It writes nothing: note a login with
// [Users.NoteLogin].
func (r UserReader) CheckPassword(ctx context.Context, email, password string) (models.User, error) {
	hash, err := noUsersHash()
	if err != nil {
		return models.User{}, &models.Error{Kind: models.ErrInternal}
	}
	user, err := r.FindByEmail(ctx, email)
	switch {
	case err == nil:
		hash = []byte(user.PasswordHash)
	case !errors.Is(err, models.ErrNotFound):
		return models.User{}, err
	}
	wrong := bcrypt.CompareHashAndPassword(hash, []byte(password))
	// bcrypt reads 72 bytes of the password over and over, with a NUL after each turn:
	// what is longer, or holds a NUL, can have the hash of another password.
	unlike := len(password) > models.MaxPasswordLength || strings.ContainsRune(password, 0)
	if err != nil || wrong != nil || unlike || !user.IsActive {
		return models.User{}, models.Forbidden("the e-mail or the password is wrong")
	}
	return user, nil
}

// List gives one page of the users, the newest first. It fails with [models.ErrInvalid].
func (r UserReader) List(ctx context.Context, f models.UserFilter, request models.PageRequest) (models.Page[models.User], error) {
	if err := f.Validate(); err != nil {
		return models.Page[models.User]{}, err
	}
	return userListing(f).page(ctx, r.session, request)
}

// Stream gives every user that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r UserReader) Stream(ctx context.Context, f models.UserFilter, fn func(models.User) error) error {
	if err := f.Validate(); err != nil {
		return err
	}
	return userListing(f).stream(ctx, r.session, fn)
}

func userListing(f models.UserFilter) listing[models.User] {
	return listing[models.User]{
		narrow: func(db *gorm.DB) *gorm.DB { return narrow(db, f, models.UserFilters()) },
		order:  newestFirst,
		key:    func(u models.User) (string, uuid.UUID) { return timeValue(u.CreatedAt), u.ID },
	}
}
