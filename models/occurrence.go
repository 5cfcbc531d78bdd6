package models

import (
	"time"

	"github.com/google/uuid"
)

// Occurrence is one scan seeing one drift: a row of drift_occurrences. When a
// drift was first and last seen, and how often, comes from these rows.
type Occurrence struct {
	// DriftID and ScanID are the key.
	DriftID uuid.UUID `gorm:"column:drift_id;type:uuid;primaryKey;references:drifts(id) ON DELETE CASCADE;index:idx_drift_occurrences_seen_at,priority:1;index:idx_drift_occurrences_scan_drift,priority:2"`
	ScanID  uuid.UUID `gorm:"column:scan_id;type:uuid;primaryKey;references:scans(id) ON DELETE CASCADE;index:idx_drift_occurrences_scan_drift,priority:1"`
	// Address is the resource's address in its code at that scan.
	Address string `gorm:"column:address;type:text;not null"`
	// PreviousAddress is the address before a move, else "".
	PreviousAddress string `gorm:"column:previous_address;type:text;not null;default:''"`
	// ResourceID and ResourceType are the tool's own words in full, however long.
	ResourceID   string `gorm:"column:resource_id;type:text;not null"`
	ResourceType string `gorm:"column:resource_type;type:text;not null"`
	// Action is what the tool reported: update or delete.
	Action string `gorm:"column:action;type:varchar(20);not null;default:update"`
	// NextApply is what the next apply would do about it.
	NextApply NextApply `gorm:"column:next_apply;type:varchar(20);not null;default:unknown;check:valid_next_apply,next_apply IN ('revert','keep','unknown')"`
	// ExpectedState, ActualState and Difference are what that scan saw; empty
	// where it is what the drift itself records.
	ExpectedState JSON `gorm:"column:expected_state;type:jsonb"`
	ActualState   JSON `gorm:"column:actual_state;type:jsonb"`
	Difference    JSON `gorm:"column:difference;type:jsonb"`
	// Kind is whether what differs is in the code, as that scan could tell.
	Kind Kind `gorm:"column:kind;type:varchar(20);not null;default:unknown;check:valid_occurrence_kind,kind IN ('configuration','state','unmanaged','unknown')"`
	// Changes are the [JudgedChange]s as that scan judged them; empty where they are
	// those of the scan that detected the drift.
	Changes JSON `gorm:"column:changes;type:jsonb"`
	// SeenAt is when the tool saw it.
	SeenAt time.Time `gorm:"column:seen_at;type:timestamptz;not null;index:idx_drift_occurrences_seen_at,priority:2,sort:desc"`
	// FirstSeenAt is SeenAt, or what the drift inherits from the one that it superseded.
	FirstSeenAt time.Time `gorm:"column:first_seen_at;type:timestamptz;not null;check:first_seen_before_seen,first_seen_at <= seen_at"`
	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP"`
	// Owner is whose it was and DueAt by when it was to be resolved, by the rules of that
	// scan; "" and nil where none said.
	Owner string     `gorm:"column:owner;type:text;not null;default:''"`
	DueAt *time.Time `gorm:"column:due_at;type:timestamptz"`
}

// TableName names the table for gorm.
func (Occurrence) TableName() string { return "drift_occurrences" }

// OccurrenceResponse is an occurrence as JSON shows it.
type OccurrenceResponse struct {
	DriftID         uuid.UUID  `json:"driftId"`
	ScanID          uuid.UUID  `json:"scanId"`
	Address         string     `json:"address"`
	PreviousAddress string     `json:"previousAddress,omitempty"`
	ResourceID      string     `json:"resourceId"`
	ResourceType    string     `json:"resourceType"`
	Action          string     `json:"action"`
	NextApply       NextApply  `json:"nextApply"`
	ExpectedState   JSON       `json:"expectedState,omitempty"`
	ActualState     JSON       `json:"actualState,omitempty"`
	Difference      JSON       `json:"difference,omitempty"`
	SeenAt          time.Time  `json:"seenAt"`
	FirstSeenAt     time.Time  `json:"firstSeenAt"`
	Owner           string     `json:"owner,omitempty"`
	DueAt           *time.Time `json:"dueAt,omitempty"`
}

// Response gives the occurrence as JSON shows it.
func (o Occurrence) Response() OccurrenceResponse {
	return OccurrenceResponse{
		DriftID: o.DriftID, ScanID: o.ScanID, Address: o.Address, PreviousAddress: o.PreviousAddress,
		ResourceID: o.ResourceID, ResourceType: o.ResourceType, Action: o.Action, NextApply: o.NextApply,
		ExpectedState: o.ExpectedState, ActualState: o.ActualState, Difference: o.Difference,
		SeenAt: o.SeenAt.UTC(), FirstSeenAt: o.FirstSeenAt.UTC(), Owner: o.Owner, DueAt: utc(o.DueAt),
	}
}
