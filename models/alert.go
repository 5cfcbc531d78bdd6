package models

import (
	"time"

	"github.com/google/uuid"
)

// AlertDriftDetected is the type of the alert that a new critical or warning drift opens.
const AlertDriftDetected = "drift_detected"

// AlertApprovalEnded is the type of the alert of a drift that is open again, since its approval
// has ended.
const AlertApprovalEnded = "approval_ended"

// Alert tells people of a drift: a row of alerts. It goes with its drift.
type Alert struct {
	// ID is the alert's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_alerts_created_at_id,priority:2,sort:desc;index:idx_alerts_unread,priority:2,sort:desc"`
	// DriftID is the drift that it tells of.
	DriftID uuid.UUID `gorm:"column:drift_id;type:uuid;not null;references:drifts(id) ON DELETE CASCADE;index:idx_alerts_drift_id"`
	// Type is what happened, such as drift_detected; at most 50 characters.
	Type string `gorm:"column:type;type:varchar(50);not null"`
	// Severity is how bad it is.
	Severity Severity `gorm:"column:severity;type:varchar(20);not null;index:idx_alerts_severity"`
	// Title is one line of at most 255 characters.
	Title string `gorm:"column:title;type:varchar(255);not null"`
	// Message says more.
	Message string `gorm:"column:message;type:text;not null"`
	// IsRead says whether somebody has seen it; ReadAt and ReadBy tell when and who.
	// An alert that was read because its drift was resolved has no ReadBy unless a user resolved it.
	IsRead bool       `gorm:"column:is_read;type:boolean;default:false;index:idx_alerts_is_read"`
	ReadAt *time.Time `gorm:"column:read_at;type:timestamptz"`
	ReadBy *uuid.UUID `gorm:"column:read_by;type:uuid;references:users(id)"`
	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_alerts_created_at_id,priority:1,sort:desc;index:idx_alerts_unread,priority:1,sort:desc,where:is_read IS NOT TRUE"`
	// UpdatedAt is when the row last changed; a trigger keeps it.
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
}

// TableName names the table for gorm.
func (Alert) TableName() string { return "alerts" }

func (Alert) changedBy() string { return "UPDATE" }

// The actions of alerts in the audit trail.
const (
	ActionAlertCreated = "alert.created"
	ActionAlertRead    = "alert.read"
)

// actions are all of them.
func (Alert) actions() []string {
	return []string{ActionAlertCreated, ActionAlertRead}
}

// AlertResponse is an alert as JSON shows it.
type AlertResponse struct {
	ID        uuid.UUID  `json:"id"`
	DriftID   uuid.UUID  `json:"driftId"`
	Type      string     `json:"type"`
	Severity  Severity   `json:"severity"`
	Title     string     `json:"title"`
	Message   string     `json:"message"`
	IsRead    bool       `json:"isRead"`
	ReadAt    *time.Time `json:"readAt,omitempty"`
	ReadBy    *uuid.UUID `json:"readBy,omitempty"`
	CreatedAt time.Time  `json:"createdAt"`
	UpdatedAt time.Time  `json:"updatedAt"`
}

// Response gives the alert as JSON shows it.
func (a Alert) Response() AlertResponse {
	return AlertResponse{
		ID: a.ID, DriftID: a.DriftID, Type: a.Type, Severity: a.Severity, Title: a.Title, Message: a.Message,
		IsRead: a.IsRead, ReadAt: utc(a.ReadAt), ReadBy: a.ReadBy,
		CreatedAt: a.CreatedAt.UTC(), UpdatedAt: a.UpdatedAt.UTC(),
	}
}

// CreateAlertInput is a new alert.
type CreateAlertInput struct {
	DriftID  uuid.UUID
	Type     string // required, at most 50 characters
	Severity Severity
	Title    string // required, at most 255 characters
	Message  string // required
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in CreateAlertInput) Validate() error {
	var c checks
	c.id("driftId", in.DriftID)
	c.text("type", in.Type, 50)
	enum(&c, "severity", in.Severity, Severities())
	c.text("title", in.Title, 255)
	c.text("message", in.Message, 0)
	return c.err()
}

// AlertFilter says which alerts to list; an empty field does not narrow the list.
type AlertFilter struct {
	DriftID  *uuid.UUID
	Unread   *bool // true keeps the unread, false the read
	Severity []Severity
}

// AlertFilters describes the filters of alerts.
func AlertFilters() []Filter[AlertFilter] {
	type F = AlertFilter
	type line = FilterLine
	return []Filter[F]{
		words(line{Name: "severity", Label: "Severity", Help: "alerts of this `SEVERITY`", Column: "severity"},
			Severities(), func(f *F) *[]Severity { return &f.Severity }),
		flag(line{Name: "unread", Label: "Unread", Help: "alerts that nobody has read yet"},
			func(f *F) **bool { return &f.Unread }),
		oneID(line{Name: "driftId", Label: "Drift", Hint: "its id", Help: "alerts of the drift with this `ID`", Column: "drift_id"},
			func(f *F) **uuid.UUID { return &f.DriftID }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f AlertFilter) Validate() error { return validateFilter(f, AlertFilters()) }
