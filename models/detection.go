package models

import (
	"time"

	"github.com/google/uuid"
)

// Detection is one resource that one scan found drifted. Detecting it either makes
// a drift or adds an occurrence to the one that is known. Its states hold no
// secret any more, and its ids already fit their columns.
type Detection struct {
	Scan BegunScan // the scan that saw it; its scope and source tell which drifts are the same

	ResourceID   string // at most 255 characters; cut ids end in ~ and a hash
	ResourceType string // at most 50 characters; see [ResourceTypeOf]
	Region       string // at most 50 characters
	AccountID    string // at most 12 characters; "" where it is not known

	Address         string // the resource's address in its code
	PreviousAddress string // the address before a move, else ""
	FullResourceID  string // the id as reported, whatever its length
	FullType        string // the tool's own type name, whatever its length
	Action          string // what the tool reported: update or delete

	ExpectedState JSON
	ActualState   JSON
	Difference    JSON     // noisy keys left out, secrets masked
	CriticalKeys  []string // the keys of Difference that the severity table calls critical

	Severity          Severity
	CostImpactMonthly Money
	NextApply         NextApply
	DetectedBy        DetectedBy
	SeenAt            time.Time // when the tool saw it

	// LookedAt says whether the scan looked at a resource at another address as
	// well; nil is at none. A resource whose code holds it at two addresses has a
	// drift at each, and one that moved has taken its drift along.
	LookedAt func(address string) bool
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (d Detection) Validate() error {
	var c checks
	if d.Scan.ID == uuid.Nil {
		c.fail("scanId", "is required")
	}
	c.text("resourceId", d.ResourceID, 255)
	c.text("resourceType", d.ResourceType, 50)
	c.text("region", d.Region, 50)
	c.optionalText("accountId", d.AccountID, 12)
	c.text("address", d.Address, 0)
	c.optionalText("previousAddress", d.PreviousAddress, 0)
	c.text("fullResourceId", d.FullResourceID, 0)
	c.text("fullType", d.FullType, 0)
	c.text("action", d.Action, 20)
	c.object("expectedState", d.ExpectedState)
	c.object("actualState", d.ActualState)
	c.object("difference", d.Difference)
	enum(&c, "severity", d.Severity, Severities())
	enum(&c, "nextApply", d.NextApply, NextApplies())
	enum(&c, "detectedBy", d.DetectedBy, Detectors())
	if d.SeenAt.IsZero() {
		c.fail("seenAt", "is required")
	} else {
		c.moment("seenAt", d.SeenAt)
	}
	return c.err()
}

// DetectOutcome is what a detection became.
type DetectOutcome string

// What a detection becomes.
const (
	// DetectCreated: a new drift, which may have superseded an older one.
	DetectCreated DetectOutcome = "created"
	// DetectRepeated: an occurrence of a drift that was known.
	DetectRepeated DetectOutcome = "repeated"
	// DetectTooLate: nothing; the scan is older than the scope's newest and no known drift matches.
	DetectTooLate DetectOutcome = "tooLate"
)

// DetectResult tells what a detection became.
type DetectResult struct {
	Outcome DetectOutcome
	// Drift is the new or the known drift; the zero id for DetectTooLate.
	DriftID uuid.UUID
	// Severity is the drift's own, which for a repeat is the one it was first given.
	Severity Severity
	// Status is the drift's status after the detection.
	Status Status
	// Superseded is the older drift that the new one took the place of, or nil.
	Superseded *uuid.UUID
}
