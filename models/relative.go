package models

import (
	"time"

	"github.com/google/uuid"
)

// Relative is the drift whose place another took, or that took the place of
// another, with what was decided about it.
type Relative struct {
	// ID is the drift's. It may be deleted by now; the rest is empty then.
	ID uuid.UUID
	// Status is where it stands, of a drift that was superseded where it stood until
	// then; Superseded says that it was.
	Status     Status
	Superseded bool
	// Reason, DecidedBy, DecidedByEmail and DecidedAt tell of the step to that status;
	// empty where nobody took one.
	Reason         *string
	DecidedBy      *uuid.UUID
	DecidedByEmail *string
	DecidedAt      *time.Time
	// ApprovedUntil and Ticket are of an approval: when it ends or ended, nil for never, and
	// where it was agreed.
	ApprovedUntil *time.Time
	Ticket        string
	// Deactivated says that who took it may no longer act.
	Deactivated bool
}

// RelativeResponse is a [Relative] as JSON shows it; in lists its id alone.
type RelativeResponse struct {
	ID             uuid.UUID  `json:"id"`
	Status         Status     `json:"status,omitempty"`
	Superseded     bool       `json:"superseded,omitempty"`
	Reason         *string    `json:"reason,omitempty"`
	DecidedBy      *uuid.UUID `json:"decidedBy,omitempty"`
	DecidedByEmail *string    `json:"decidedByEmail,omitempty"`
	DecidedAt      *time.Time `json:"decidedAt,omitempty"`
	ApprovedUntil  *time.Time `json:"approvedUntil,omitempty"`
	Ticket         string     `json:"ticket,omitempty"`
}

// String is the id, as a table shows it.
func (r RelativeResponse) String() string { return r.ID.String() }

// response gives the relative as JSON shows it, if there is one.
func (r *Relative) response() *RelativeResponse {
	if r == nil {
		return nil
	}
	return &RelativeResponse{r.ID, r.Status, r.Superseded, r.Reason, r.DecidedBy, r.DecidedByEmail, utc(r.DecidedAt), utc(r.ApprovedUntil), r.Ticket}
}

func relativeByID(id *uuid.UUID) *RelativeResponse {
	if id == nil {
		return nil
	}
	return &RelativeResponse{ID: *id}
}
