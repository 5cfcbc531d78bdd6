package models

import (
	"fmt"
	"io"
)

// What holds a secret is printed without it, whatever the verb, so that none gets
// into a log. JSON leaves it out by its tag.

// Format implements fmt.Formatter and leaves the password hash out.
func (u User) Format(s fmt.State, _ rune) { io.WriteString(s, "user "+u.ID.String()) }

// Format implements fmt.Formatter and leaves the password out.
func (in CreateUserInput) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "new user %q", in.Email) }

// Format implements fmt.Formatter and leaves the token out.
func (s Session) Format(f fmt.State, _ rune) { io.WriteString(f, "session "+s.ID.String()) }

// Format implements fmt.Formatter and leaves the token out.
func (in CreateSessionInput) Format(s fmt.State, _ rune) {
	io.WriteString(s, "new session of user "+in.UserID.String())
}

// Format implements fmt.Formatter and leaves the tokens out.
func (in RotateSessionInput) Format(s fmt.State, _ rune) { io.WriteString(s, "rotation of a session") }

// Format implements fmt.Formatter and leaves the token out.
func (s IssuedSession) Format(f fmt.State, _ rune) { s.Session.Format(f, 'v') }
