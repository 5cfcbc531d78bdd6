package models

import (
	"time"

	"github.com/google/uuid"
)

// AuditLog is one thing that somebody or the program did: a row of audit_logs.
// The database refuses to change or delete it; when its drift is deleted, only
// DriftID becomes NULL.
type AuditLog struct {
	// ID is the row's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_audit_logs_created_at_id,priority:2,sort:desc"`
	// DriftID is the drift that it is about; nil for none or a deleted one.
	DriftID *uuid.UUID `gorm:"column:drift_id;type:uuid;references:drifts(id) ON DELETE SET NULL;index:idx_audit_logs_drift_id,priority:1"`
	// Action is one of the Action… constants, or what [AppendAuditInput] named; at most
	// 100 characters.
	Action string `gorm:"column:action;type:varchar(100);not null;index:idx_audit_logs_action,priority:1"`
	// ActorID is the user who did it; nil where the program itself did.
	ActorID *uuid.UUID `gorm:"column:actor_id;type:uuid;references:users(id);index:idx_audit_logs_actor_id,priority:1,where:actor_id IS NOT NULL"`
	// ActorEmail is the user's e-mail at that time.
	ActorEmail *string `gorm:"column:actor_email;type:varchar(255)"`
	// OldValue and NewValue hold the columns that changed, never a secret.
	OldValue JSON `gorm:"column:old_value;type:jsonb"`
	NewValue JSON `gorm:"column:new_value;type:jsonb"`
	// Details says more, such as the scan or the successor.
	Details JSON `gorm:"column:details;type:jsonb"`
	// IPAddress and UserAgent tell where a person's request came from.
	IPAddress *IP     `gorm:"column:ip_address;type:inet"`
	UserAgent *string `gorm:"column:user_agent;type:varchar(500)"`
	// CreatedAt is when it was done.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_audit_logs_created_at_id,priority:1,sort:desc;index:idx_audit_logs_drift_id,priority:2,sort:desc;index:idx_audit_logs_actor_id,priority:2,sort:desc;index:idx_audit_logs_action,priority:2,sort:desc"`
}

// TableName names the table for gorm.
func (AuditLog) TableName() string { return "audit_logs" }

// AuditLogResponse is an audit row as JSON shows it.
type AuditLogResponse struct {
	ID         uuid.UUID  `json:"id"`
	DriftID    *uuid.UUID `json:"driftId,omitempty"`
	Action     string     `json:"action"`
	ActorID    *uuid.UUID `json:"actorId,omitempty"`
	ActorEmail *string    `json:"actorEmail,omitempty"`
	OldValue   JSON       `json:"oldValue,omitempty"`
	NewValue   JSON       `json:"newValue,omitempty"`
	Details    JSON       `json:"details,omitempty"`
	IPAddress  *IP        `json:"ipAddress,omitempty"`
	UserAgent  *string    `json:"userAgent,omitempty"`
	CreatedAt  time.Time  `json:"createdAt"`
}

// Response gives the audit row as JSON shows it.
func (a AuditLog) Response() AuditLogResponse {
	return AuditLogResponse{
		ID: a.ID, DriftID: a.DriftID, Action: a.Action, ActorID: a.ActorID, ActorEmail: a.ActorEmail,
		OldValue: a.OldValue, NewValue: a.NewValue, Details: a.Details,
		IPAddress: a.IPAddress, UserAgent: a.UserAgent, CreatedAt: a.CreatedAt.UTC(),
	}
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

// AuditFilters describes the filters of the audit trail.
func AuditFilters() []Filter[AuditFilter] {
	type F = AuditFilter
	type line = FilterLine
	return []Filter[F]{
		anyTexts(line{Name: "action", Label: "Action", Hint: "drift.approved", Help: "rows of this `ACTION`, such as drift.approved", Column: "action"},
			func(f *F) *[]string { return &f.Action }),
		oneID(line{Name: "actorId", Label: "Who", Hint: "a user's id", Help: "what the user with this `ID` did", Column: "actor_id"},
			func(f *F) **uuid.UUID { return &f.ActorID }),
		oneID(line{Name: "driftId", Label: "Drift", Hint: "its id", Help: "rows about the drift with this `ID`", Column: "drift_id"},
			func(f *F) **uuid.UUID { return &f.DriftID }),
		since(line{Label: "Since", Help: "what was done from this `TIME` on", Column: "created_at"},
			func(f *F) *time.Time { return &f.Since }),
		until(line{Help: "what was done before this `TIME`", Column: "created_at"},
			func(f *F) *time.Time { return &f.Until }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f AuditFilter) Validate() error { return validateFilter(f, AuditFilters()) }
