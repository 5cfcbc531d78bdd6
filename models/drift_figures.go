package models

import (
	"slices"
	"time"
)

// DefaultDuplicateWindow is how far back a recent duplicate is looked for where the
// caller does not say.
const DefaultDuplicateWindow = 60 * time.Minute

// DriftGroup counts the drifts of one status and severity, or of several where these
// are empty. Those that a newer drift took the place of are counted apart from others
// that are resolved: nobody put them right. So are those of resources that no code knows, and
// those whose approval has ended: they are open.
type DriftGroup struct {
	Status      Status   `json:"status"`
	Superseded  bool     `json:"superseded,omitempty"`
	Unmanaged   bool     `json:"unmanaged,omitempty"`
	Ended       bool     `json:"ended,omitempty"` // approved, and the approval has ended
	Severity    Severity `json:"severity"`
	Drifts      int64    `json:"drifts"`
	CostMonthly MoneySum `json:"costMonthly"` // US dollars a month, summed up where they are known
	CostUnknown int64    `json:"costUnknown"` // of how many drifts they are not known
}

// Word is the status as people are told it: one of [StatusWords].
func (g DriftGroup) Word() string {
	switch {
	case g.Superseded:
		return SupersededWord
	case g.Ended:
		return EndedWord
	}
	return string(g.Status)
}

// Open says whether somebody must still act on its drifts.
func (g DriftGroup) Open() bool { return g.Status.Open() || g.Ended }

// is says whether its drifts are kept by a filter of a status.
func (g DriftGroup) is(s Status) bool { return s == g.Status || s == StatusOpen && g.Open() }

// StatusWords are the statuses as people are told them, in the order of the lifecycle.
func StatusWords() []string {
	words := []string{}
	for _, s := range Statuses() {
		words = append(words, string(s))
	}
	return append(words, SupersededWord, EndedWord)
}

// DriftOverview counts drifts and sums up what they cost.
type DriftOverview struct {
	// Groups has one entry for each status and severity that a drift has, those that
	// were superseded, those that are unmanaged and those whose approval has ended apart, in the order of the lifecycle,
	// the gravest first.
	Groups []DriftGroup `json:"groups"`
	// OldestOpen is when the oldest open drift was detected, unmanaged ones aside; nil
	// where none is open.
	OldestOpen *time.Time `json:"oldestOpen,omitempty"`
}

// Of gives the groups alone of resources that no code knows, or those of the others.
func (o DriftOverview) Of(unmanaged bool) DriftOverview {
	o.Groups = slices.DeleteFunc(slices.Clone(o.Groups), func(g DriftGroup) bool { return g.Unmanaged != unmanaged })
	return o
}

// Sum adds up the groups of some statuses, [StatusOpen] among them, and some severities; no
// value means all.
func (o DriftOverview) Sum(statuses []Status, severities []Severity) DriftGroup {
	return o.sum(severities, func(g DriftGroup) bool { return len(statuses) == 0 || slices.ContainsFunc(statuses, g.is) })
}

// SumOf adds up the groups of one of the [StatusWords] and some severities; no
// severity means all.
func (o DriftOverview) SumOf(word string, severities []Severity) DriftGroup {
	return o.sum(severities, func(g DriftGroup) bool { return g.Word() == word })
}

func (o DriftOverview) sum(severities []Severity, of func(DriftGroup) bool) (sum DriftGroup) {
	for _, g := range o.Groups {
		if !of(g) || len(severities) > 0 && !slices.Contains(severities, g.Severity) {
			continue
		}
		sum.Drifts += g.Drifts
		sum.CostMonthly = sum.CostMonthly.Add(g.CostMonthly)
		sum.CostUnknown += g.CostUnknown
	}
	return sum
}

// SeverityCounts is a number of drifts for each severity.
type SeverityCounts struct {
	Critical int64 `json:"critical"`
	Warning  int64 `json:"warning"`
	Info     int64 `json:"info"`
}

// Total is the number of drifts of any severity.
func (c SeverityCounts) Total() int64 { return c.Critical + c.Warning + c.Info }

// Of is the number of drifts of a severity.
func (c SeverityCounts) Of(s Severity) int64 {
	return map[Severity]int64{SeverityCritical: c.Critical, SeverityWarning: c.Warning, SeverityInfo: c.Info}[s]
}

// Add counts n more drifts of a severity.
func (c *SeverityCounts) Add(s Severity, n int64) {
	switch s {
	case SeverityCritical:
		c.Critical += n
	case SeverityWarning:
		c.Warning += n
	case SeverityInfo:
		c.Info += n
	}
}

// MaxDays is how many days a daily series has at most: ten years and a little.
const MaxDays = 3660

// DriftDay is one UTC day in the life of the ledger.
type DriftDay struct {
	Day      time.Time      `json:"day"`      // its midnight in UTC
	Opened   SeverityCounts `json:"opened"`   // detected on that day
	Resolved SeverityCounts `json:"resolved"` // put right or acknowledged on that day
	Open     SeverityCounts `json:"open"`     // open at its end: not resolved by then, nor approved without the approval having ended
}

// OpenCount counts open drifts by what becomes of them with time.
type OpenCount struct {
	New       int64               // detected since a time
	NextApply map[NextApply]int64 // by what the next apply does about them, each answer named
	Overdue   int64               // whose date has passed, those of resources that no code knows too
}

// KeyCount is how many drifts differ at one place.
type KeyCount struct {
	Key    string `json:"key"`
	Drifts int64  `json:"drifts"`
}

// KeySample is how many drifts at most are looked at for the places that change most.
const KeySample = 2_000

// ResolutionSample is of how many drifts, about, the times to resolve are taken where more were
// resolved: of about so many of each severity, and of so many of all.
const ResolutionSample = 2_000

// ResolutionTime tells how long drifts of one severity took from their detection
// to their resolution.
type ResolutionTime struct {
	Severity Severity      // "" for all severities together
	Drifts   int64         // how many were resolved
	Sampled  bool          // whether the times are those of a sample, see [ResolutionSample]
	Median   time.Duration // half of them took at most so long
	P90      time.Duration // nine of ten took at most so long
}
