package models

import "github.com/google/uuid"

// StepInput is a step of the lifecycle as a user takes it.
type StepInput struct {
	// To is the status that it leads to: triaged, approved, rejected or resolved.
	To Status
	// By is an active admin or engineer.
	By uuid.UUID
	// Reason is of an approval or a rejection: at least MinReasonLength characters once
	// trimmed; kept trimmed.
	Reason string
	// Until is when an approval ends, zero for never; Ticket is where it was agreed: one line of
	// at most MaxTicketLength characters, kept trimmed, or "".
	Until  ApprovalEnd
	Ticket string
	// How is of a resolution.
	How ResolvedHow
	// OSUser and Host are the user of the operating system and the machine that a command
	// was given on, which the audit trail keeps beside the user, whom a command only
	// names. Empty where nobody knows.
	OSUser, Host string
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in StepInput) Validate() error {
	var c checks
	c.optionalText("osUser", in.OSUser, 255)
	c.optionalText("host", in.Host, 255)
	if in.To != StatusApproved {
		if !in.Until.IsZero() {
			c.fail("until", "is of an approval; nothing else ends")
		}
		if in.Ticket != "" {
			c.fail("ticket", "is of an approval")
		}
	}
	if err := c.err(); err != nil {
		return err
	}
	switch in.To {
	case StatusTriaged:
		return TriageDriftInput{TriagedBy: in.By}.Validate()
	case StatusApproved:
		return ApproveDriftInput{ApprovedBy: in.By, Reason: in.Reason, Until: in.Until, Ticket: in.Ticket}.Validate()
	case StatusRejected:
		return RejectDriftInput{RejectedBy: in.By, Reason: in.Reason}.Validate()
	case StatusResolved:
		return ResolveDriftInput{ResolvedBy: in.By, How: in.How}.Validate()
	}
	return Invalid("to", "takes triaged, approved, rejected or resolved")
}
