package models

import (
	"time"

	"github.com/google/uuid"
)

// NoticeKind is what happened that is due to be told.
type NoticeKind string

// The kinds of notices.
const (
	// NoticeAlert tells of an alert: a drift that is new, graver than it was, or open again.
	NoticeAlert NoticeKind = "alert"
	// NoticeOverdue tells that a drift has passed its date.
	NoticeOverdue NoticeKind = "overdue"
	// NoticeResolved tells that a drift is resolved of which somebody was told.
	NoticeResolved NoticeKind = "resolved"
	// NoticeRuleEnded tells that a rule has come to its end.
	NoticeRuleEnded NoticeKind = "rule_ended"
)

// Notice is one thing that is due to be told, once: a row of notices. It is written in
// the transaction of what it tells of.
type Notice struct {
	ID   uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_notices_waiting,priority:3"`
	Kind NoticeKind `gorm:"column:kind;type:varchar(20);not null;check:valid_notice_kind,kind IN ('alert','overdue','resolved','rule_ended')"`
	// DriftID is the drift that it is about, nil where it is about a rule.
	DriftID *uuid.UUID `gorm:"column:drift_id;type:uuid;references:drifts(id) ON DELETE CASCADE;index:idx_notices_drift_id"`
	// AlertID is the alert that it tells of, nil where it tells of none.
	AlertID *uuid.UUID `gorm:"column:alert_id;type:uuid"`
	// Rule is the key of the rule that ended, else "".
	Rule string `gorm:"column:rule;type:text;not null;default:''"`
	// Scope is that of the drift, "" where there is none.
	Scope string `gorm:"column:scope;type:text;not null;default:'';index:idx_notices_waiting,priority:1,where:told_at IS NULL"`
	// Owner is whose the drift was when it was told; "" before, and where nobody owns it.
	Owner string `gorm:"column:owner;type:text;not null;default:''"`
	// Severity is how bad it is, as it is told.
	Severity Severity `gorm:"column:severity;type:varchar(20);not null;check:valid_notice_severity,severity IN ('critical','warning','info')"`
	// Once says what it tells of: there is one notice of each.
	Once string `gorm:"column:once;type:text;not null;unique"`
	// ToldTo is a list of the names of the channels for which messages were made of it.
	ToldTo JSON `gorm:"column:told_to;type:jsonb;not null;default:'[]';check:notice_told_to_channels,jsonb_typeof(told_to) = 'array'"`
	// ToldAt is when they were made, or nobody was to be told; nil while it waits.
	ToldAt *time.Time `gorm:"column:told_at;type:timestamptz"`
	// CreatedAt is when it was put down.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;index:idx_notices_waiting,priority:2"`
}

// TableName names the table for gorm.
func (Notice) TableName() string { return "notices" }

func (Notice) changedBy() string { return "UPDATE (told_at, told_to, owner, severity)" }
