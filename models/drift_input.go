package models

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

// MinReasonLength is how many characters the reason of an approval or a rejection
// has at least, once trimmed.
const MinReasonLength = 10

// MaxTicketLength is how many characters the ticket of an approval has at most.
const MaxTicketLength = 100

// CreateDriftInput is a new drift. The difference is computed from the two states.
type CreateDriftInput struct {
	ResourceID        string     // required, at most 255 characters
	ResourceType      string     // required, at most 50 characters; see [ResourceTypeOf]
	Region            string     // required, at most 50 characters
	AccountID         string     // optional, at most 12 characters
	ExpectedState     JSON       // required, a JSON object
	ActualState       JSON       // required, a JSON object; {} for a resource that is gone
	Severity          Severity   // required
	CostImpactMonthly Money      // US dollars a month
	DetectedBy        DetectedBy // required
	DetectedAt        time.Time  // zero is now
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in CreateDriftInput) Validate() error {
	var c checks
	c.text("resourceId", in.ResourceID, 255)
	c.text("resourceType", in.ResourceType, 50)
	c.text("region", in.Region, 50)
	c.optionalText("accountId", in.AccountID, 12)
	c.object("expectedState", in.ExpectedState)
	c.object("actualState", in.ActualState)
	enum(&c, "severity", in.Severity, Severities())
	enum(&c, "detectedBy", in.DetectedBy, Detectors())
	if !in.DetectedAt.IsZero() {
		c.moment("detectedAt", in.DetectedAt)
	}
	return c.err()
}

// DuplicateQuery asks for a recent drift of a resource.
type DuplicateQuery struct {
	ResourceID, ResourceType string
	Within                   time.Duration // how long ago at most; 0 is DefaultDuplicateWindow
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (q DuplicateQuery) Validate() error {
	var c checks
	c.optionalText("resourceId", q.ResourceID, 0)
	c.optionalText("resourceType", q.ResourceType, 0)
	if q.Within < 0 {
		c.fail("within", "must not be negative")
	}
	return c.err()
}

// TriageDriftInput says who has looked at a drift.
type TriageDriftInput struct {
	TriagedBy uuid.UUID // an active admin or engineer
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in TriageDriftInput) Validate() error {
	var c checks
	c.user("triagedBy", in.TriagedBy)
	return c.err()
}

// ApproveDriftInput accepts a drift as it is.
type ApproveDriftInput struct {
	Reason     string      // at least MinReasonLength characters once trimmed; kept trimmed
	ApprovedBy uuid.UUID   // an active admin or engineer
	Until      ApprovalEnd // when it ends; zero is never
	Ticket     string      // where it was agreed: one line, at most MaxTicketLength characters; optional
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in ApproveDriftInput) Validate() error {
	var c checks
	c.reason(in.Reason)
	c.user("approvedBy", in.ApprovedBy)
	c.term(in.Until, in.Ticket)
	return c.err()
}

// RejectDriftInput says that a drift must be put right.
type RejectDriftInput struct {
	Reason     string    // at least MinReasonLength characters once trimmed; kept trimmed
	RejectedBy uuid.UUID // an active admin or engineer
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in RejectDriftInput) Validate() error {
	var c checks
	c.reason(in.Reason)
	c.user("rejectedBy", in.RejectedBy)
	return c.err()
}

// ResolveDriftInput ends a drift.
type ResolveDriftInput struct {
	How        ResolvedHow
	ResolvedBy uuid.UUID // an active admin or engineer
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in ResolveDriftInput) Validate() error {
	var c checks
	enum(&c, "resolvedHow", in.How, Resolutions())
	c.user("resolvedBy", in.ResolvedBy)
	return c.err()
}

func (c *checks) reason(s string) {
	trimmed := strings.TrimSpace(s)
	if n := utf8.RuneCountInString(trimmed); n < MinReasonLength {
		c.fields = append(c.fields, FieldError{"reason", fmt.Sprintf("takes at least %d characters, got %d", MinReasonLength, n)})
		return
	}
	c.optionalText("reason", trimmed, 0)
}

// term checks what an approval says beside its reason.
func (c *checks) term(until ApprovalEnd, ticket string) {
	switch {
	case until.After < 0 || until.After > 0 && !until.At.IsZero():
		c.fail("until", "takes a time or how long, to come")
	case !until.At.IsZero():
		c.moment("until", until.At)
	}
	ticket = strings.TrimSpace(ticket)
	if strings.ContainsFunc(ticket, unicode.IsControl) {
		c.fail("ticket", "takes one line, without control characters")
		return
	}
	c.optionalText("ticket", ticket, MaxTicketLength)
}
