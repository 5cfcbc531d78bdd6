package models

import (
	"time"

	"github.com/google/uuid"
)

// MaxOwnerLength is how many bytes an owner has at most; an index holds it beside a scope.
const MaxOwnerLength = 1024

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
	Difference    JSON // noisy keys left out, secrets masked
	// Changes are where the states differ, the noise marked. Nil takes those of the
	// states and the difference, each as grave as the drift.
	Changes []JudgedChange

	Severity          Severity
	Kind              Kind
	CostImpactMonthly *Money // what the drift costs in US dollars a month; nil is not known
	NextApply         NextApply
	DetectedBy        DetectedBy
	SeenAt            time.Time // when the tool saw it
	// Owner is whose it is, and DueWithin how long after it was first seen it is due, by
	// the rules that judged it; "" and nil where none says.
	Owner     string
	DueWithin *time.Duration

	// Coverage is what the whole scan looked at: it decides which drift the resource
	// belongs to; see [Coverage.Belongs].
	Coverage Coverage
	// Rejudge gives changes that an earlier scan kept as today's rules judge them; nil
	// leaves them as they are.
	Rejudge func([]JudgedChange) []JudgedChange
	// Wanted says of a resource that is gone whether its code still wants it; nil is
	// not known.
	Wanted *bool
}

// Resource is what the scan saw, to be told from other resources.
func (d Detection) Resource() CoveredResource {
	return CoveredResource{Address: d.Address, PreviousAddress: d.PreviousAddress, Type: d.FullType, ID: d.FullResourceID, Region: d.Region, Account: d.AccountID}
}

// Late says whether the scan is older than its scope's newest: then it may add an
// occurrence to a drift that it saw, and changes nothing else.
func (d Detection) Late() bool { return d.Scan.Late() }

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (d Detection) Validate() error {
	var c checks
	c.id("scanId", d.Scan.ID)
	c.text("resourceId", d.ResourceID, 255)
	c.text("resourceType", d.ResourceType, 50)
	c.text("region", d.Region, 50)
	c.optionalText("accountId", d.AccountID, 12)
	c.text("address", d.Address, 0)
	c.optionalText("previousAddress", d.PreviousAddress, 0)
	c.text("fullResourceId", d.FullResourceID, 0)
	c.text("fullType", d.FullType, 0)
	c.text("action", d.Action, 20)
	c.optionalText("owner", d.Owner, 0)
	if len(d.Owner) > MaxOwnerLength {
		c.fail("owner", "takes at most %d bytes, got %d", MaxOwnerLength, len(d.Owner))
	}
	c.object("expectedState", d.ExpectedState)
	c.object("actualState", d.ActualState)
	if err := CheckNames(c.object("difference", d.Difference)); err != nil {
		c.fail("difference", "%s", err)
	}
	enum(&c, "severity", d.Severity, Severities())
	enum(&c, "nextApply", d.NextApply, NextApplies())
	if d.Kind != "" {
		enum(&c, "kind", d.Kind, Kinds())
	}
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
	// DetectTooLate: nothing; the scan is older than the scope's newest, or by a tool that is
	// [ToldByHistory] what it tells than what is known of the resource, and no known drift matches.
	DetectTooLate DetectOutcome = "tooLate"
)

// DetectResult tells what a detection became.
type DetectResult struct {
	Outcome DetectOutcome
	// Drift is the new or the known drift; the zero id for DetectTooLate.
	DriftID uuid.UUID
	// Severity is the drift's own; a repeat takes the one of today, unless it is late.
	Severity Severity
	// Status is the drift's status after the detection.
	Status Status
	// Open says whether somebody must still act on it.
	Open bool
	// SeenBefore is when a scan before this one last saw the drift, or of a new one those whose
	// place it takes; zero where it takes none.
	SeenBefore time.Time
	// Superseded are the older drifts that the new one took the place of: one at most, or
	// several of a tool that is [ToldByHistory].
	Superseded []uuid.UUID
}
