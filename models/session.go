package models

import (
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Session is one login that refreshes itself: a row of sessions.
type Session struct {
	// ID is the session's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_sessions_user_id,priority:3,sort:desc;index:idx_sessions_created_at_id,priority:2,sort:desc"`
	// UserID is whose session it is; it goes with its user.
	UserID uuid.UUID `gorm:"column:user_id;type:uuid;not null;references:users(id) ON DELETE CASCADE;index:idx_sessions_user_id,priority:1"`
	// RefreshToken is the SHA-256 of the token in hex, never the token itself. It
	// leaves this struct in no response.
	RefreshToken string `gorm:"column:refresh_token;type:varchar(500);not null;unique" json:"-"`
	// IPAddress and UserAgent tell where the login came from.
	IPAddress *IP     `gorm:"column:ip_address;type:inet"`
	UserAgent *string `gorm:"column:user_agent;type:varchar(500)"`
	// IsRevoked is true once the session may no longer be used.
	IsRevoked bool `gorm:"column:is_revoked;type:boolean;default:false"`
	// ExpiresAt is when it ends by itself.
	ExpiresAt time.Time `gorm:"column:expires_at;type:timestamptz;not null;index:idx_sessions_expires_at"`
	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_sessions_user_id,priority:2,sort:desc;index:idx_sessions_created_at_id,priority:1,sort:desc"`
	// LastUsedAt is nil before the first use.
	LastUsedAt *time.Time `gorm:"column:last_used_at;type:timestamptz"`
}

// TableName names the table for gorm.
func (Session) TableName() string { return "sessions" }

func (Session) changedBy() string { return "UPDATE, DELETE" }

// The actions of sessions in the audit trail.
const (
	ActionSessionCreated  = "session.created"
	ActionSessionRotated  = "session.rotated"
	ActionSessionRevoked  = "session.revoked"
	ActionSessionsExpired = "session.expired"
)

// actions are all of them.
func (Session) actions() []string {
	return []string{
		ActionSessionCreated, ActionSessionRotated, ActionSessionRevoked, ActionSessionsExpired,
	}
}

// SessionResponse is a session as JSON shows it; it has no field for a token.
type SessionResponse struct {
	ID         uuid.UUID  `json:"id"`
	UserID     uuid.UUID  `json:"userId"`
	IPAddress  *IP        `json:"ipAddress,omitempty"`
	UserAgent  *string    `json:"userAgent,omitempty"`
	IsRevoked  bool       `json:"isRevoked"`
	ExpiresAt  time.Time  `json:"expiresAt"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
}

// Response gives the session as JSON shows it.
func (s Session) Response() SessionResponse {
	return SessionResponse{
		ID: s.ID, UserID: s.UserID, IPAddress: s.IPAddress, UserAgent: s.UserAgent, IsRevoked: s.IsRevoked,
		ExpiresAt: s.ExpiresAt.UTC(), CreatedAt: s.CreatedAt.UTC(), LastUsedAt: utc(s.LastUsedAt),
	}
}

// The bounds of a refresh token in bytes. The upper one leaves room for a signed token.
const (
	MinTokenLength = 32
	MaxTokenLength = 4096
)

// CreateSessionInput is a new session.
type CreateSessionInput struct {
	UserID    uuid.UUID // an active user
	Token     string    `json:"-"` // the raw token, never stored; "" makes a random one
	ExpiresAt time.Time // required, in the future
	IPAddress *IP       // where the login came from; nil where it is not known
	UserAgent string    // optional, at most 500 characters
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in CreateSessionInput) Validate() error {
	var c checks
	c.user("userId", in.UserID)
	c.token("token", in.Token)
	c.future("expiresAt", in.ExpiresAt)
	c.optionalText("userAgent", in.UserAgent, 500)
	c.address(in.IPAddress)
	return c.err()
}

// RotateSessionInput exchanges a refresh token for a new one.
type RotateSessionInput struct {
	Token     string    `json:"-"` // the raw token as the user has it
	NewToken  string    `json:"-"` // the raw token that takes its place; "" makes a random one
	ExpiresAt time.Time // when the new session ends; zero keeps the old one's time
	IPAddress *IP       // where the request came from; nil keeps the old one's
	UserAgent string    // "" keeps the old one's; at most 500 characters
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in RotateSessionInput) Validate() error {
	var c checks
	if in.Token == "" {
		c.fail("token", "is required")
	}
	c.token("newToken", in.NewToken)
	if in.NewToken != "" && in.NewToken == in.Token {
		c.fail("newToken", "must be another than token")
	}
	if !in.ExpiresAt.IsZero() {
		c.future("expiresAt", in.ExpiresAt)
	}
	c.optionalText("userAgent", in.UserAgent, 500)
	c.address(in.IPAddress)
	return c.err()
}

// IssuedSession is a session and its raw token, which nobody can read again.
type IssuedSession struct {
	Session Session
	Token   string `json:"-"`
}

// token holds a raw token to its length; it may be empty, and its error never shows it.
func (c *checks) token(field, raw string) {
	if n := len(raw); n != 0 && (n < MinTokenLength || n > MaxTokenLength) {
		c.fail(field, "takes %d to %d bytes, got %d", MinTokenLength, MaxTokenLength, n)
	} else if !utf8.ValidString(raw) {
		c.fail(field, "must be UTF-8")
	}
}

// SessionFilter says which sessions to list; an empty field does not narrow the list.
type SessionFilter struct {
	UserID *uuid.UUID
}

// SessionFilters describes the filters of sessions.
func SessionFilters() []Filter[SessionFilter] {
	type F = SessionFilter
	return []Filter[F]{
		oneID(FilterLine{Name: "userId", Label: "User", Hint: "the user's id", Help: "sessions of the user with this `ID`", Column: "user_id"},
			func(f *F) **uuid.UUID { return &f.UserID }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f SessionFilter) Validate() error { return validateFilter(f, SessionFilters()) }
