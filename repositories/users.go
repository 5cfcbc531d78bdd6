package repositories

import (
	"context"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/models"
)

// Users reads and writes users.
type Users struct{ UserReader }

// Create writes a user and its audit row; the password is kept as a bcrypt hash.
// It fails with [models.ErrInvalid], or [models.ErrConflict] where the e-mail is
// taken, whatever its case.
func (r Users) Create(ctx context.Context, in models.CreateUserInput) (models.User, error) {
	var user models.User
	if err := in.Validate(); err != nil {
		return user, err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(in.Password), bcrypt.DefaultCost)
	if err != nil {
		return user, models.Invalid("password", "cannot be hashed")
	}
	user = models.User{
		Email: in.Email, PasswordHash: string(hash), Role: in.Role, IsActive: true,
		FirstName: optional(in.FirstName), LastName: optional(in.LastName), AvatarURL: optional(in.AvatarURL),
	}
	err = r.session.write(ctx, func(_ context.Context, tx session) error {
		// The table's own key minds the case, so a lock stands in for one that does not.
		if err := tx.db.Exec("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' user ' || lower(?), 0))", in.Email).Error; err != nil {
			return err
		}
		var taken int64
		if err := tx.db.Model(&models.User{}).Where("lower(email) = lower(?)", in.Email).Count(&taken).Error; err != nil {
			return err
		}
		if taken > 0 {
			return &models.Error{Kind: models.ErrConflict, Entity: "user", Fields: []models.FieldError{{Field: "email", Problem: in.Email + " is taken"}}}
		}
		if err := tx.db.Create(&user).Error; err != nil {
			return err
		}
		return tx.note(models.ActionUserCreated, nil, program, nil,
			map[string]any{"email": user.Email, "role": user.Role, "isActive": true}, map[string]any{"userId": user.ID})
	})
	return user, err
}

// optional is NULL for "".
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
