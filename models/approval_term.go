package models

import (
	"time"

	"github.com/google/uuid"
)

// ApprovalTerm says when the approval of a drift ends and where it was agreed: a row of
// approval_terms. An approval that has neither has no row. A drift is approved once.
type ApprovalTerm struct {
	// DriftID is the approved drift.
	DriftID uuid.UUID `gorm:"column:drift_id;type:uuid;primaryKey;references:drifts(id) ON DELETE CASCADE"`
	// EndsAt is from when on the drift counts as open again; nil for an approval without end.
	EndsAt *time.Time `gorm:"column:ends_at;type:timestamptz;index:idx_approval_terms_ends_at;index:idx_approval_terms_unclosed,where:closed_at IS NULL;check:approval_term_follows,ends_at > created_at"`
	// Ticket is where it was agreed, as the approver named it; "" where they did not.
	Ticket string `gorm:"column:ticket;type:text;not null;default:'';check:approval_ticket_length,length(ticket) <= 100"`
	// CreatedAt is when the drift was approved.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;check:approval_term_says,ends_at IS NOT NULL OR ticket <> ''"`
	// ClosedAt is when the program resolved the drift; nil before, and where another client
	// did.
	ClosedAt *time.Time `gorm:"column:closed_at;type:timestamptz"`
}

// TableName names the table for gorm.
func (ApprovalTerm) TableName() string { return "approval_terms" }

func (ApprovalTerm) changedBy() string { return "UPDATE (closed_at)" }
