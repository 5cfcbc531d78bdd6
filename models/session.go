package models

import (
	"time"

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
