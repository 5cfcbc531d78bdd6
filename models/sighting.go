package models

import (
	"time"

	"github.com/google/uuid"
)

// Sighting sums up a drift's occurrences.
type Sighting struct {
	// FirstSeen and LastSeen are the drift's detection time where no scan saw it.
	FirstSeen time.Time
	LastSeen  time.Time
	// Occurrences is how many scans saw it.
	Occurrences int64
	// NextApply is the newest known answer about the changes that it has, and NextApplyAt
	// when the scan looked that gave it; nil while none did.
	NextApply   NextApply
	NextApplyAt *time.Time
	// Kind is whether what differs is in the code.
	Kind Kind
	// Owner is whose it is by the rules, "" where none says; DueAt by when it is to be
	// resolved, nil where none says, and Past whether that has passed.
	Owner string
	DueAt *time.Time
	Past  bool
	// Supersedes is the drift whose place it took, SupersededBy the one that took its.
	Supersedes, SupersededBy *uuid.UUID
	// Address is the newest occurrence's; "" where no scan saw it.
	Address string
	// Scope and Tool are the newest occurrence's scan's.
	Scope string
	Tool  string
	// ApprovedUntil is when its approval ends, nil where it does not; Ended says that it has.
	ApprovedUntil *time.Time
	Ended         bool
	// Ticket is where the approval was agreed; "" where the approver named nothing.
	Ticket string
	// Gravest are the paths of its gravest changes, the gravest first: a few, which a list names before others.
	Gravest []string `gorm:"-"`
	// ApprovedByEmail and RejectedByEmail are those of the users who decided on the drift.
	ApprovedByEmail *string
	RejectedByEmail *string
}

// SightingResponse is what JSON shows of a drift beside its own columns.
type SightingResponse struct {
	// ApprovedByEmail and RejectedByEmail are those of approvedBy and rejectedBy.
	ApprovedByEmail *string `json:"approvedByEmail,omitempty"`
	RejectedByEmail *string `json:"rejectedByEmail,omitempty"`

	Address     string     `json:"address,omitempty"`
	Scope       string     `json:"scope,omitempty"`
	Tool        string     `json:"tool,omitempty"`
	Kind        Kind       `json:"kind"`
	FirstSeen   time.Time  `json:"firstSeen"`
	LastSeen    time.Time  `json:"lastSeen"`
	Occurrences int64      `json:"occurrences"`
	NextApply   NextApply  `json:"nextApply"`
	NextApplyAt *time.Time `json:"nextApplyAt,omitempty"`
	// Owner and DueAt follow from the rules; Overdue is an open drift whose DueAt has passed.
	Owner        string            `json:"owner,omitempty"`
	DueAt        *time.Time        `json:"dueAt,omitempty"`
	Overdue      bool              `json:"overdue"`
	Supersedes   *RelativeResponse `json:"supersedes,omitempty"`
	SupersededBy *RelativeResponse `json:"supersededBy,omitempty"`
	// ApprovedUntil is when the approval ends; from then on the drift is open.
	ApprovedUntil *time.Time `json:"approvedUntil,omitempty"`
	Ticket        string     `json:"ticket,omitempty"`
	Open          bool       `json:"open"`
}

// SeenDrift is a drift with what the scans that saw it sum up to.
type SeenDrift struct {
	Drift
	Seen Sighting
}

// SeenDriftResponse is such a drift as JSON shows it: its own fields, and beside
// them those of its scans.
type SeenDriftResponse struct {
	DriftResponse
	SightingResponse
}

// Response gives the drift as JSON shows it.
func (d SeenDrift) Response() SeenDriftResponse {
	s := d.Seen
	if d.ApprovedBy == nil { // as of a moment before
		s.ApprovedByEmail = nil
	}
	if d.RejectedBy == nil {
		s.RejectedByEmail = nil
	}
	return SeenDriftResponse{d.Drift.Response(), SightingResponse{
		ApprovedByEmail: s.ApprovedByEmail, RejectedByEmail: s.RejectedByEmail,
		Address: s.Address, Scope: s.Scope, Tool: s.Tool, Kind: s.Kind,
		FirstSeen: s.FirstSeen.UTC(), LastSeen: s.LastSeen.UTC(), Occurrences: s.Occurrences,
		NextApply: s.NextApply, NextApplyAt: utc(s.NextApplyAt),
		Owner: s.Owner, DueAt: utc(s.DueAt), Overdue: d.Overdue(),
		Supersedes: relativeByID(s.Supersedes), SupersededBy: relativeByID(s.SupersededBy),
		ApprovedUntil: utc(s.ApprovedUntil), Ticket: s.Ticket, Open: d.Open(),
	}}
}

// Overdue says whether the drift is open and its date has passed.
func (d SeenDrift) Overdue() bool { return d.Open() && d.Seen.Past }

// Superseded says whether another drift took this one's place. Its status is
// resolved then, though nobody put anything right.
func (d SeenDrift) Superseded() bool { return d.Seen.SupersededBy != nil }

// Open says whether somebody must still act on the drift: its status says so, or its approval
// has ended.
func (d SeenDrift) Open() bool { return d.Status.Open() || d.ended() }

func (d SeenDrift) ended() bool { return d.Status == StatusApproved && d.Seen.Ended }

// EndedWord is what people are told in place of the status of a drift whose approval has
// ended, until another takes its place.
const EndedWord = "ended"

// SupersededWord is what people are told in place of the status of such a drift.
const SupersededWord = "superseded"

// StatusWord is the status as people are told it.
func (d SeenDrift) StatusWord() string {
	if d.Superseded() && d.Status == StatusResolved {
		return SupersededWord
	}
	if d.ended() {
		return EndedWord
	}
	return string(d.Status)
}
