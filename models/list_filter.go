package models

import (
	"time"

	"github.com/google/uuid"
)

// ScanFilter says which scans to list; an empty field does not narrow the list, and
// as with every filter a field takes [MaxFilterValues] values at most.
type ScanFilter struct {
	Scope  []string
	Source []string
}

// AlertFilter says which alerts to list; an empty field does not narrow the list.
type AlertFilter struct {
	DriftID  *uuid.UUID
	Unread   *bool // true keeps the unread, false the read
	Severity []Severity
}

// CostFilter says which cost metrics to list; an empty field does not narrow the list.
type CostFilter struct {
	DriftID *uuid.UUID
	// Since (inclusive) and Until (exclusive) bound PeriodStart; zero is no bound.
	Since time.Time
	Until time.Time
}

// AuditFilter says which audit rows to list; an empty field does not narrow the list.
type AuditFilter struct {
	DriftID *uuid.UUID
	ActorID *uuid.UUID
	Action  []string
	// Since (inclusive) and Until (exclusive) bound CreatedAt; zero is no bound.
	Since time.Time
	Until time.Time
}

// UserFilter says which users to list; an empty field does not narrow the list.
type UserFilter struct {
	Role   []Role
	Active *bool
}

// SessionFilter says which sessions to list; an empty field does not narrow the list.
type SessionFilter struct {
	UserID *uuid.UUID
}
