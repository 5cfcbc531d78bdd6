package repositories

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/clouddrift/guardian/models"
	"golang.org/x/crypto/bcrypt"
)

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
