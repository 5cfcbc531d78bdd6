package models

import (
	"regexp"
	"time"

	"github.com/google/uuid"
)

// User is a person who acts on drifts or looks at them: a row of users. Users are
// deactivated, never deleted: the audit trail names them.
type User struct {
	// ID is the user's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Email is unique; at most 255 characters.
	Email string `gorm:"column:email;type:varchar(255);not null;unique;index:idx_users_email;check:email_format,email ~ '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Z|a-z]{2,}$';index:idx_users_lower_email,expression:lower(email)"`
	// PasswordHash is a bcrypt hash. It leaves this struct in no response.
	PasswordHash string `gorm:"column:password_hash;type:varchar(255);not null" json:"-"`
	// FirstName and LastName are at most 100 characters each.
	FirstName *string `gorm:"column:first_name;type:varchar(100)"`
	LastName  *string `gorm:"column:last_name;type:varchar(100)"`
	// AvatarURL is at most 500 characters.
	AvatarURL *string `gorm:"column:avatar_url;type:varchar(500)"`
	// Role is what the user may do.
	Role Role `gorm:"column:role;type:varchar(50);not null;default:viewer;check:valid_role,role IN ('admin','engineer','viewer')"`
	// IsActive is false for a deactivated user, who may do nothing.
	IsActive bool `gorm:"column:is_active;type:boolean;default:true"`
	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// UpdatedAt is when the row last changed; a trigger keeps it.
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// LastLoginAt is nil before the first login.
	LastLoginAt *time.Time `gorm:"column:last_login_at;type:timestamptz"`
}

// TableName names the table for gorm.
func (User) TableName() string { return "users" }

func (User) changedBy() string { return "UPDATE" }

// The actions of users in the audit trail.
const (
	ActionUserCreated     = "user.created"
	ActionUserUpdated     = "user.updated"
	ActionUserDeactivated = "user.deactivated"
	ActionUserReactivated = "user.reactivated"
	ActionUserLoggedIn    = "user.logged_in"
)

// actions are all of them.
func (User) actions() []string {
	return []string{
		ActionUserCreated, ActionUserUpdated, ActionUserDeactivated, ActionUserReactivated, ActionUserLoggedIn,
	}
}

// UserResponse is a user as JSON shows it; it has no field for a password hash.
type UserResponse struct {
	ID          uuid.UUID  `json:"id"`
	Email       string     `json:"email"`
	FirstName   *string    `json:"firstName,omitempty"`
	LastName    *string    `json:"lastName,omitempty"`
	AvatarURL   *string    `json:"avatarUrl,omitempty"`
	Role        Role       `json:"role"`
	IsActive    bool       `json:"isActive"`
	CreatedAt   time.Time  `json:"createdAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
	LastLoginAt *time.Time `json:"lastLoginAt,omitempty"`
}

// Response gives the user as JSON shows it.
func (u User) Response() UserResponse {
	return UserResponse{
		ID: u.ID, Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, AvatarURL: u.AvatarURL,
		Role: u.Role, IsActive: u.IsActive,
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(), LastLoginAt: utc(u.LastLoginAt),
	}
}

// The bounds of a password in bytes: bcrypt reads no more than 72.
const (
	MinPasswordLength = 10
	MaxPasswordLength = 72
)

// emailFormat is the table's own check, email_format, to the letter.
var emailFormat = regexp.MustCompile(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Z|a-z]{2,}$`)

// CreateUserInput is a new user.
type CreateUserInput struct {
	Email     string // required, unique whatever its case, at most 255 characters
	Password  string `json:"-"` // MinPasswordLength to MaxPasswordLength bytes; kept only as a bcrypt hash
	FirstName string // optional, at most 100 characters
	LastName  string // optional, at most 100 characters
	AvatarURL string // optional, at most 500 characters
	Role      Role   // required
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in CreateUserInput) Validate() error {
	var c checks
	if c.text("email", in.Email, 255); len(c.fields) == 0 && !emailFormat.MatchString(in.Email) {
		c.fail("email", "must be an address such as name@example.com")
	}
	if n := len(in.Password); n < MinPasswordLength || n > MaxPasswordLength {
		c.fail("password", "takes %d to %d bytes, got %d", MinPasswordLength, MaxPasswordLength, n)
	}
	c.optionalText("firstName", in.FirstName, 100)
	c.optionalText("lastName", in.LastName, 100)
	c.optionalText("avatarUrl", in.AvatarURL, 500)
	enum(&c, "role", in.Role, Roles())
	return c.err()
}

// RenameUserInput is what a user is called from now on.
type RenameUserInput struct {
	FirstName string // "" is none; at most 100 characters
	LastName  string // "" is none; at most 100 characters
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in RenameUserInput) Validate() error {
	var c checks
	c.optionalText("firstName", in.FirstName, 100)
	c.optionalText("lastName", in.LastName, 100)
	return c.err()
}

// UserFilter says which users to list; an empty field does not narrow the list.
type UserFilter struct {
	Role   []Role
	Active *bool
}

// UserFilters describes the filters of users.
func UserFilters() []Filter[UserFilter] {
	type F = UserFilter
	type line = FilterLine
	return []Filter[F]{
		words(line{Name: "role", Label: "Role", Help: "users of this `ROLE`", Column: "role"},
			Roles(), func(f *F) *[]Role { return &f.Role }),
		flag(line{Name: "active", Label: "Active", Help: "users who may act, or with false those who may not", Column: "is_active"},
			func(f *F) **bool { return &f.Active }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f UserFilter) Validate() error { return validateFilter(f, UserFilters()) }
