package models

import (
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

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

func (c *checks) future(field string, t time.Time) {
	if t.IsZero() {
		c.fail(field, "is required")
	} else if !t.After(time.Now()) {
		c.fail(field, "must lie in the future")
	} else {
		c.moment(field, t)
	}
}

func (c *checks) address(ip *IP) {
	if ip != nil && (!ip.IsValid() || ip.Zone() != "") {
		c.fail("ipAddress", "takes an IPv4 or IPv6 address")
	}
}
