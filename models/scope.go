package models

import (
	"time"

	"github.com/google/uuid"
)

// StaleAfter is how long after its newest scan a scope counts as not scanned.
const StaleAfter = 48 * time.Hour

// Scope is what the ledger knows of one root module, workspace or stack, as the scans
// of one tool see it.
type Scope struct {
	Name string
	Tool string
	// Newest is the scan that looked last, without its coverage; one that lies ahead of
	// the clock only where there is no other. It is nil where all scans were deleted.
	Newest *Scan
	// Open are the open drifts of resources that code knows, Unmanaged those of others.
	Open      SeverityCounts
	Unmanaged int64
	// UnmanagedCritical are those of Unmanaged that are critical.
	UnmanagedCritical int64
	// NextApply is what the next apply does about the drifts of Open.
	NextApply map[NextApply]int64
	// New is how many drifts of Open were detected from the time on that the reader named.
	New int64
	// Oldest is when the oldest drift of Open was detected; nil where there is none.
	Oldest *time.Time
	// Owners are those of the open drifts, whoever has the most first, and Overdue how many
	// are; both count those of Unmanaged, too.
	Owners  []string
	Overdue int64
}

// Stale says whether nobody has scanned the scope for [StaleAfter].
func (s Scope) Stale(now time.Time) bool {
	return s.Newest == nil || now.Sub(s.Newest.Looked(now)) > StaleAfter
}

// Looked is when the scan looked at its scope, as far as that can be at now: one whose report lies ahead of the clock
// cannot have looked after it was imported.
func (s Scan) Looked(now time.Time) time.Time {
	if s.ScannedAt.After(now) {
		return s.CreatedAt
	}
	return s.ScannedAt
}

// ScopeCount is how many scopes there are.
type ScopeCount struct {
	All int64
	// Scanned is when those were scanned last that are not [Scope.Stale], as [Scan.Looked] tells.
	Scanned []time.Time
}

// Stale is how many of them nobody has scanned for [StaleAfter].
func (c ScopeCount) Stale(now time.Time) int64 {
	stale := c.All
	for _, at := range c.Scanned {
		if now.Sub(at) <= StaleAfter {
			stale--
		}
	}
	return stale
}

// Yesterday is when yesterday began, in UTC.
func Yesterday(now time.Time) time.Time { return now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1) }

// ScopeFilter says which scopes to list; an empty field does not narrow the list.
type ScopeFilter struct {
	// Scope keeps the scopes of these names; one that ends in /* stands for all below it.
	Scope []string
	Tool  []string
	// Owner keeps those that have an open drift of one of these owners.
	Owner []string
	// Stale keeps those that nobody has scanned for [StaleAfter], or the others.
	Stale *bool
}

// ScopeFilters describes the filters of scopes.
func ScopeFilters() []Filter[ScopeFilter] {
	type F = ScopeFilter
	type line = FilterLine
	return []Filter[F]{
		scopeNames(line{Name: "scope", Label: "Scope", Hint: "network/prod, network/*", Help: "scopes of this `NAME`; prod/* is every scope below prod"},
			true, func(f *F) *[]string { return &f.Scope }),
		anyTexts(line{Name: "tool", Label: "Tool", Hint: "terraform, driftctl", Help: "scopes that this `TOOL` scans"},
			func(f *F) *[]string { return &f.Tool }),
		anyTexts(line{Name: "owner", Label: "Owner", Hint: "team-payments", Help: "scopes with an open drift of this `OWNER`"},
			func(f *F) *[]string { return &f.Owner }),
		flag(line{Name: "stale", Label: "Not scanned for two days", Help: "scopes that nobody has scanned for two days, or the others"},
			func(f *F) **bool { return &f.Stale }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f ScopeFilter) Validate() error { return validateFilter(f, ScopeFilters()) }

// ScopeResponse is a scope as JSON shows it: what it says of severities and of the next
// apply are numbers of open drifts of resources that code knows.
type ScopeResponse struct {
	Scope string `json:"scope"`
	Tool  string `json:"tool"`
	// ScanID to NotClosing are those of its newest scan, left out where there is none.
	ScanID     *uuid.UUID `json:"scanId,omitempty"`
	ScannedAt  *time.Time `json:"scannedAt,omitempty"`
	Checked    int        `json:"checked"`
	Created    int        `json:"created"`
	Resolved   int        `json:"resolved"`
	NotClosing string     `json:"notClosing,omitempty"`
	SeverityCounts
	Revert    int64      `json:"revert"`
	Keep      int64      `json:"keep"`
	Unknown   int64      `json:"unknown"`
	New       int64      `json:"new"` // detected since yesterday, 00:00 UTC
	Oldest    *time.Time `json:"oldest,omitempty"`
	Unmanaged int64      `json:"unmanaged"`
	// UnmanagedCritical is how many of those are critical.
	UnmanagedCritical int64    `json:"unmanagedCritical"`
	Owners            []string `json:"owners"`  // of the open drifts, unmanaged ones too
	Overdue           int64    `json:"overdue"` // open drifts whose date has passed, unmanaged ones too
}

// Response gives the scope as JSON shows it.
func (s Scope) Response() ScopeResponse {
	r := ScopeResponse{
		Scope: s.Name, Tool: s.Tool, SeverityCounts: s.Open, New: s.New, Oldest: utc(s.Oldest), Unmanaged: s.Unmanaged, UnmanagedCritical: s.UnmanagedCritical,
		Owners: append([]string{}, s.Owners...), Overdue: s.Overdue,
		Revert: s.NextApply[NextApplyRevert], Keep: s.NextApply[NextApplyKeep], Unknown: s.NextApply[NextApplyUnknown],
	}
	if scan := s.Newest; scan != nil {
		r.ScanID, r.ScannedAt = &scan.ID, utc(&scan.ScannedAt)
		r.Checked, r.Created, r.Resolved, r.NotClosing = scan.Checked, scan.Created, scan.Resolved, scan.NotClosing
	}
	return r
}
