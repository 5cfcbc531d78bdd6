package models

import (
	"errors"
	"strconv"
	"strings"
)

// The kinds of error that cross the storage line. Test for one with errors.Is;
// reach the details with errors.As and [*Error].
var (
	// ErrNotFound: no row has the id or key that was asked for.
	ErrNotFound = errors.New("not found")
	// ErrInvalid: an input breaks a rule; Error.Fields names each field.
	ErrInvalid = errors.New("invalid")
	// ErrConflict: the row is no longer in the state that the change needs, or a
	// unique value is taken. Error.Message tells who was first where that is known.
	ErrConflict = errors.New("conflict")
	// ErrForbidden: the acting user is not allowed to do this.
	ErrForbidden = errors.New("forbidden")
	// ErrImmutable: the database refused to change a record that never changes.
	ErrImmutable = errors.New("immutable")
	// ErrUnavailable: the database cannot be reached, has no room for the call, or its
	// schema is not current. As a rule nothing was written; but where the connection
	// breaks while the database commits, the change may have been: read before trying again.
	ErrUnavailable = errors.New("database unavailable")
	// ErrTimeout: the call's deadline passed or its caller gave up. As a rule nothing was
	// written; but where that happens while the database commits, the change may have
	// been: read before trying again.
	// errors.Is also finds context.DeadlineExceeded or context.Canceled.
	ErrTimeout = errors.New("timeout")
	// ErrNotReplicated: the change is written, but the database gave up waiting for a
	// synchronous standby to have it too. It is lost if the primary is before the standby
	// has caught up; trying again would meet what is written.
	ErrNotReplicated = errors.New("written, but not replicated: the synchronous standby did not confirm it, so the change may be lost with the primary; do not repeat it, see that the standby is back")
	// ErrInternal: anything else; its cause is in the error log.
	ErrInternal = errors.New("internal error")
)

// FieldError is one field of an input that breaks a rule.
type FieldError struct {
	// Field is the JSON name of the field, such as costImpactMonthly.
	Field string `json:"field"`
	// Problem says what the field takes, in words that can be shown.
	Problem string `json:"problem"`
}

// Error is every error that a repository or a Validate method returns. Its text
// can be shown to a user: it never holds SQL, a secret or a driver's words.
type Error struct {
	// Kind is one of the Err… sentinels of this package.
	Kind error
	// Entity is what the error is about, such as "drift"; empty where it is no one entity.
	Entity string
	// ID is the id or key that was asked for; empty where there is none.
	ID string
	// Message says more than the kind; empty where the kind says it all.
	Message string
	// Fields are the fields that break a rule, for ErrInvalid.
	Fields []FieldError
	// Context is context.Canceled or context.DeadlineExceeded, for ErrTimeout.
	Context error
}

// Error gives one line: what, which, and why.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Entity != "" {
		b.WriteString(e.Entity)
		if e.ID != "" {
			b.WriteString(" " + e.ID)
		}
		b.WriteString(": ")
	}
	switch {
	case e.Message != "":
		b.WriteString(e.Message)
	case len(e.Fields) == 0 && e.Kind != nil:
		b.WriteString(e.Kind.Error())
	}
	for i, f := range e.Fields {
		if i > 0 || e.Message != "" {
			b.WriteString("; ")
		}
		b.WriteString(f.Field + ": " + f.Problem)
	}
	return b.String()
}

// Unwrap lets errors.Is find the kind and, for a timeout, the context's error.
func (e *Error) Unwrap() []error {
	if e.Context != nil {
		return []error{e.Kind, e.Context}
	}
	return []error{e.Kind}
}

// Invalid makes an error of kind [ErrInvalid] about one field.
func Invalid(field, problem string) *Error {
	return &Error{Kind: ErrInvalid, Fields: []FieldError{{field, problem}}}
}

// NotFound makes an error of kind [ErrNotFound].
func NotFound(entity, id string) *Error {
	return &Error{Kind: ErrNotFound, Entity: entity, ID: id}
}

// Conflict makes an error of kind [ErrConflict] that says why.
func Conflict(entity, id, message string) *Error {
	return &Error{Kind: ErrConflict, Entity: entity, ID: id, Message: message}
}

// Forbidden makes an error of kind [ErrForbidden] that says why.
func Forbidden(message string) *Error {
	return &Error{Kind: ErrForbidden, Message: message}
}

// quote writes what somebody entered into an error: on one line, and not all of it
// where it is long.
func quote(s string) string {
	const limit = 60
	if len(s) <= limit {
		return strconv.Quote(s)
	}
	return strconv.Quote(strings.ToValidUTF8(s[:limit], "")) + "…"
}
