package models

import (
	"time"

	"github.com/google/uuid"
)

// DueNotice is a notice with what a message says of it.
type DueNotice struct {
	Notice
	// AlertType and AlertMessage are those of its alert, "" where it tells of none.
	AlertType, AlertMessage string
	// Drift is the drift that it is about, empty where it is about a rule.
	Drift NoticedDrift
	// Told are the notices of the drift for which messages were made before.
	Told []Notice
}

// NoticedDrift is what a message says of a drift: nothing that a state holds.
type NoticedDrift struct {
	ID       uuid.UUID
	Status   Status
	Severity Severity
	// ApprovedAt is when it was approved, nil where it was not.
	ApprovedAt *time.Time
	// ResourceType to NextApply are as lists of drifts show them.
	ResourceType, ResourceID, Address, Tool string
	NextApply                               NextApply
	// Owner is whose it is, "" where nobody owns it.
	Owner string
	// DueAt is by when it was to be resolved, nil where it has no date.
	DueAt *time.Time
}

// NewMessage is a message that was composed of notices.
type NewMessage struct {
	Channel, Scope, Owner string
	Severity              Severity
	Title                 string
	Body                  JSON
	// Notices are those that it tells.
	Notices []uuid.UUID
}

// FailedMessage is an attempt that failed.
type FailedMessage struct {
	ID uuid.UUID
	// Attempt is its number, from 1: one that was taken up by another since changes nothing.
	Attempt int
	// At is when it failed, and NextAt when to try again; nil gives the message up.
	At     time.Time
	NextAt *time.Time
	// Error says why, without any address.
	Error string
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in FailedMessage) Validate() error {
	var c checks
	c.id("id", in.ID)
	c.text("error", in.Error, 0)
	if in.At.IsZero() {
		c.fail("at", "is required")
	}
	if in.Attempt < 1 {
		c.fail("attempt", "must be 1 or more")
	}
	return c.err()
}
