package models

import (
	"fmt"

	"github.com/google/uuid"
)

// DriftBrief is what a line about a drift says: which one it is, and where it stands.
type DriftBrief struct {
	ID       uuid.UUID
	Severity Severity
	Status   Status
	// Scope and Address are the newest occurrence's; "" where no scan saw the drift.
	Scope, Address           string
	ResourceType, ResourceID string
}

// Resource names the resource: by its address, else by its type and id.
func (b DriftBrief) Resource() string {
	if b.Address != "" {
		return b.Address
	}
	return b.ResourceType + " " + b.ResourceID
}

// SeveralDriftsError refuses words that mean more than one drift. errors.Is finds
// [ErrConflict], and errors.As an *[Error] of the same text.
type SeveralDriftsError struct {
	// Words are what was given.
	Words string
	// Meant are the drifts that they may mean, some of them where More is set.
	Meant []DriftBrief
	More  bool
}

// Error says what was given and how many drifts that may be.
func (e *SeveralDriftsError) Error() string {
	n := fmt.Sprint(len(e.Meant))
	if e.More {
		n = "more than " + n
	}
	return fmt.Sprintf("%s means %s drifts; give the id of one, or more of it", quote(e.Words), n)
}

// Unwrap gives the domain's error.
func (e *SeveralDriftsError) Unwrap() error {
	return &Error{Kind: ErrConflict, Message: e.Error()}
}
