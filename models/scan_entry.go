package models

import (
	"slices"

	"github.com/google/uuid"
)

// ScanOutcome is what became of one entry of a report.
type ScanOutcome string

// What becomes of an entry, or of a drift that a report's silence resolved.
const (
	ScanCreated    ScanOutcome = "created"
	ScanRepeated   ScanOutcome = "repeated"
	ScanSuppressed ScanOutcome = "suppressed"
	ScanSkipped    ScanOutcome = "skipped"
	ScanResolved   ScanOutcome = "resolved"
)

// LeftOut is an entry of a report that became no drift.
type LeftOut struct {
	Address      string      `json:"address"`
	ResourceType string      `json:"resourceType"`
	ResourceID   string      `json:"resourceId"`
	Outcome      ScanOutcome `json:"outcome"` // suppressed or skipped
	// Reason is the rule of the noise, or why it was skipped.
	Reason string `json:"reason"`
}

// ScanEntry is a drift that a scan saw or resolved.
type ScanEntry struct {
	DriftID      uuid.UUID   `json:"driftId"`
	Address      string      `json:"address"`
	ResourceType string      `json:"resourceType"`
	ResourceID   string      `json:"resourceId"`
	Outcome      ScanOutcome `json:"outcome"` // created, repeated or resolved
	Severity     Severity    `json:"severity"`
	Status       Status      `json:"status"` // as it is by now
	Open         bool        `json:"open"`   // so that somebody must still act
	Kind         Kind        `json:"kind"`
	NextApply    NextApply   `json:"nextApply"` // as the scan told
	Gone         bool        `json:"gone,omitempty"`
	// Changes are the places that differ, the gravest first, ten at most, each index as [*];
	// MoreChanges is how many there are besides.
	Changes     []string `json:"changes" gorm:"-"`
	MoreChanges int      `json:"moreChanges,omitempty"`
	// Supersedes is the drift whose place it took, SupersededBy the one that took its.
	Supersedes   *uuid.UUID `json:"supersedes,omitempty"`
	SupersededBy *uuid.UUID `json:"supersededBy,omitempty"`
}

// Whole says whether the drift is that the resource is no more, or that no code knows it.
func (e ScanEntry) Whole() Whole {
	switch {
	case e.Kind == KindUnmanaged:
		return WholeUnmanaged
	case e.Gone:
		return WholeGone
	}
	return WholeThere
}

// StatusWord is the status of the drift by now, as people are told it.
func (e ScanEntry) StatusWord() string {
	return SeenDrift{Drift: Drift{Status: e.Status}, Seen: Sighting{SupersededBy: e.SupersededBy, Ended: e.Open}}.StatusWord()
}

// MaxScanEntries is how many drifts of a scan are read at most.
const MaxScanEntries = 20_000

// ScanComparison says what is different between two scans of a scope.
type ScanComparison struct {
	// Came are the drifts that the later scan saw and the earlier one did not, Went the
	// other way round, Stayed those of both. Further are the drifts of the later scan that
	// took the place of one of the earlier: what differs has changed, another resource stands
	// at its address, or its approval ended.
	Came    []ScanEntry `json:"came"`
	Further []ScanEntry `json:"further"`
	Stayed  []ScanEntry `json:"stayed"`
	Went    []ScanEntry `json:"went"`
}

// CompareScans compares what two scans saw; what they resolved does not count.
func CompareScans(before, after []ScanEntry) ScanComparison {
	c := ScanComparison{Came: []ScanEntry{}, Further: []ScanEntry{}, Stayed: []ScanEntry{}, Went: []ScanEntry{}}
	seen := map[uuid.UUID]bool{}
	for _, e := range before {
		seen[e.DriftID] = e.Outcome != ScanResolved
	}
	kept := map[uuid.UUID]bool{} // of the earlier, seen again or taken the place of
	for _, e := range after {
		switch {
		case e.Outcome == ScanResolved:
		case seen[e.DriftID]:
			c.Stayed = append(c.Stayed, e)
			kept[e.DriftID] = true
		case e.Supersedes != nil && seen[*e.Supersedes]:
			c.Further = append(c.Further, e)
			kept[*e.Supersedes] = true
		default:
			c.Came = append(c.Came, e)
		}
	}
	c.Went = append(c.Went, slices.DeleteFunc(slices.Clone(before), func(e ScanEntry) bool { return !seen[e.DriftID] || kept[e.DriftID] })...)
	return c
}
