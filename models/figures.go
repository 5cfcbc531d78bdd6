package models

import (
	"time"

	"github.com/google/uuid"
)

// Figures are what the overview shows of the last days. Resources that no code knows
// are counted under Unmanaged and in Groups, and in none of the other figures of drifts.
type Figures struct {
	AsOf            time.Time           `json:"asOf"`
	Open            OpenFigures         `json:"open"`
	Unmanaged       UnmanagedFigures    `json:"unmanaged"`
	Groups          []DriftGroup        `json:"groups"`
	UnreadAlerts    int64               `json:"unreadAlerts"`
	ApprovalsEnding int64               `json:"approvalsEnding"` // in the next 7 days
	MessagesGivenUp int64               `json:"messagesGivenUp"` // in the last 7 days
	Days            []DriftDay          `json:"days"`
	Costs           []CostDay           `json:"costs"`
	CostsByAccount  []AccountCost       `json:"costsByAccount"`
	ChangedKeys     []KeyCount          `json:"changedKeys"` // of the open drifts, the most frequent first
	ResolutionTimes []ResolutionFigures `json:"resolutionTimes"`

	Scopes    ScopeCount             `json:"-"`
	Worst     []Drift                `json:"-"` // open, the gravest and newest first
	Ending    []Drift                `json:"-"` // approved, the next approval to end first
	Sightings map[uuid.UUID]Sighting `json:"-"` // of the worst and those
}

// OpenFigures sum up the drifts on which somebody must still act.
type OpenFigures struct {
	SeverityCounts
	Drifts      int64               `json:"drifts"`
	CostMonthly MoneySum            `json:"costMonthly"` // of those of which it is known
	CostUnknown int64               `json:"costUnknown"` // of how many it is not
	Oldest      *time.Time          `json:"oldest,omitempty"`
	New         int64               `json:"new"`       // detected since yesterday, 00:00 UTC
	NextApply   map[NextApply]int64 `json:"nextApply"` // what the next apply does about them
	Overdue     int64               `json:"overdue"`   // whose date has passed, unmanaged ones too
}

// UnmanagedFigures count the open drifts of resources that no code knows.
type UnmanagedFigures struct {
	SeverityCounts
	Drifts int64 `json:"drifts"`
}

// ResolutionFigures are a [ResolutionTime] as JSON shows it.
type ResolutionFigures struct {
	Severity      Severity `json:"severity,omitempty"` // none for all together
	Drifts        int64    `json:"drifts"`
	Sampled       bool     `json:"sampled,omitempty"` // the times are those of a sample, drawn by chance
	MedianSeconds float64  `json:"medianSeconds"`
	P90Seconds    float64  `json:"p90Seconds"`
}
