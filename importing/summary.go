package importing

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Summary is what became of one file. Its JSON is what the command shows.
type Summary struct {
	File            string         `json:"file"`
	Format          string         `json:"format"`
	Scope           string         `json:"scope"`
	ScanID          uuid.UUID      `json:"scanId,omitzero"` // zero for a dry run, which writes none
	AlreadyImported bool           `json:"alreadyImported"`
	DryRun          bool           `json:"dryRun,omitempty"`
	Checked         int            `json:"checked"`
	Drifted         int            `json:"drifted"`
	Created         int            `json:"created"`
	Repeated        int            `json:"repeated"`
	Superseded      int            `json:"superseded"`
	Resolved        int            `json:"resolved"`
	Suppressed      map[string]int `json:"suppressed"` // by rule
	Skipped         int            `json:"skipped"`
	// Ruled is what each of the team's own rules did that decided anything, by its key.
	Ruled map[string]models.RuleCount `json:"ruled,omitempty"`
	// ToolVersion is the version of the tool, "" where the report does not say.
	ToolVersion string `json:"toolVersion,omitempty"`
	// ScannedAt is when the tool looked, as far as is known.
	ScannedAt time.Time `json:"scannedAt"`
	// NewestScan is when the scope's newest scan looked, where that is later than
	// this report; such a report only adds occurrences to what it saw.
	NewestScan time.Time `json:"newestScan,omitzero"`
	// ScanAhead is when a scan of the scope looked that lies ahead of the clock, and
	// of this report; such a scan makes no report late.
	ScanAhead time.Time `json:"scanAhead,omitzero"`
	// SameAs is when an earlier scan of the scope looked that read the same bytes, where
	// nothing tells when the tool looked: the report was taken for one of now.
	SameAs time.Time `json:"sameAs,omitzero"`
	// Inventory is how much of what the tool looked at code manages; nil where the tool
	// does not tell.
	Inventory *models.Inventory `json:"inventory,omitempty"`
	// Remarks say what else people should know of the report.
	Remarks []string `json:"remarks,omitempty"`
	// Untold counts the drifts that --resolve-missing left open since the report says
	// nothing of what they differ in.
	Untold int `json:"untold,omitempty"`
	// NotClosed says why --resolve-missing closed nothing, or less than a report can.
	NotClosed string `json:"notClosed,omitempty"`
	// Costs says what the estimate told; nil where none was given.
	Costs *Costs `json:"costs,omitempty"`
	Items []Item `json:"items"`

	// closedPresence: what was gone or unmanaged was closed all the same, and closedRest: so was
	// what was read.
	closedPresence, closedRest bool
	// Unstorable counts the skipped entries that the ledger could not keep.
	Unstorable int `json:"-"`
	// Open are the open drifts that the report shows; of a late one also those that the
	// ledger did not take.
	Open OpenDrifts `json:"-"`
	// Ended are the drifts that the report superseded or resolved.
	Ended []uuid.UUID `json:"-"`
}

// Costs says what an estimate told of the drifts that a report shows.
type Costs struct {
	// Priced is how many have a known cost, and Monthly what these come to in US
	// dollars a month.
	Priced  int             `json:"priced"`
	Monthly models.MoneySum `json:"monthly"`
	// Unknown counts the others by why their cost is not known.
	Unknown map[string]int `json:"unknown"`
	// NotKept says why the ledger kept none of it, "" where it did.
	NotKept string `json:"notKept,omitempty"`
}

// Outcome is what became of one entry.
type Outcome = models.ScanOutcome

// What becomes of an entry.
const (
	Created    = models.ScanCreated
	Repeated   = models.ScanRepeated
	Suppressed = models.ScanSuppressed
	Skipped    = models.ScanSkipped
	Resolved   = models.ScanResolved
)

// Item is one entry of a report, or one drift that the report's silence resolved.
type Item struct {
	Address      string          `json:"address"`
	ResourceType string          `json:"resourceType"`
	ResourceID   string          `json:"resourceId"`
	Outcome      Outcome         `json:"outcome"`
	DriftID      *uuid.UUID      `json:"driftId,omitempty"`
	Severity     models.Severity `json:"severity,omitempty"`
	Gone         bool            `json:"gone,omitempty"`       // the resource exists no more
	Attributes   []string        `json:"attributes,omitempty"` // the keys of difference
	Kind         models.Kind     `json:"kind,omitempty"`
	Changes      []ItemChange    `json:"changes,omitempty"`
	// Ignored are the changes that a rule of the team's own ignores.
	Ignored   []ItemChange     `json:"ignored,omitempty"`
	NextApply models.NextApply `json:"nextApply,omitempty"`
	Owner     string           `json:"owner,omitempty"` // "" where no rule names one
	// DueWithin is how long after it was first seen it is due; nil where no rule says.
	DueWithin *time.Duration `json:"-"`
	Reason    string         `json:"reason,omitempty"`
	// Open says whether somebody must still act on the drift, of one that is too late
	// too: the report shows it.
	Open bool `json:"-"`
	// CostImpactMonthly is what the drift costs by the estimate, in US dollars a month;
	// where it is not known CostUnknown says why, and without an estimate neither is there.
	CostImpactMonthly *models.Money `json:"costImpactMonthly,omitempty"`
	CostUnknown       string        `json:"costUnknown,omitempty"`
}

// ItemChange is one place where an entry differs.
type ItemChange struct {
	Path      string           `json:"path"`
	Severity  models.Severity  `json:"severity"`
	InCode    *bool            `json:"inCode,omitempty"` // nil is not known
	NextApply models.NextApply `json:"nextApply,omitempty"`
	Rule      string           `json:"rule,omitempty"` // of the team's own, that graded or ignored it
}

// changesOf lists the changes that count, and ignoredOf those that a rule ignores, each the gravest first.
func changesOf(judged []models.JudgedChange) []ItemChange { return withNoise(judged, "") }

func ignoredOf(judged []models.JudgedChange) []ItemChange { return withNoise(judged, ruleIgnored) }

func withNoise(judged []models.JudgedChange, noise string) (list []ItemChange) {
	for _, c := range judged {
		if c.Noise == noise {
			list = append(list, ItemChange{c.Path, c.Severity, c.InCode, c.NextApply, c.Rule})
		}
	}
	slices.SortStableFunc(list, func(a, b ItemChange) int {
		return cmp.Compare(slices.Index(models.Severities(), a.Severity), slices.Index(models.Severities(), b.Severity))
	})
	return list
}

// Unclosed says what --resolve-missing did not close and why, "" where it closed all
// that it could.
func (s Summary) Unclosed() string {
	switch {
	case s.NotClosed == "":
		return ""
	case s.closedPresence:
		return "only what is there again or in the code by now is closed: " + s.NotClosed
	case s.closedRest:
		return "only what was read is closed: " + s.NotClosed
	}
	return "nothing was closed: " + s.NotClosed
}

// Late says whether the report is older than the newest scan of its scope.
func (s Summary) Late() bool { return !s.NewestScan.IsZero() }

// Refusal is the JSON of a file that was refused.
type Refusal struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// withoutWritten takes out what names a scan or a drift that a dry run did not write.
func (s *Summary) withoutWritten() {
	if !s.AlreadyImported {
		s.ScanID = uuid.Nil
	}
	for i := range s.Items {
		if s.Items[i].Outcome == Created {
			s.Items[i].DriftID = nil
		}
	}
}

// leftOut lists the entries that became no drift, as the ledger can keep them.
func (s Summary) leftOut() (list []models.LeftOut) {
	for _, item := range s.Items {
		if item.Outcome == Suppressed || item.Outcome == Skipped {
			list = append(list, models.LeftOut{
				Address: replaceNUL(item.Address), ResourceType: replaceNUL(item.ResourceType), ResourceID: replaceNUL(item.ResourceID),
				Outcome: item.Outcome, Reason: replaceNUL(item.Reason),
			})
		}
	}
	return list
}

func (s *Summary) add(item Item) {
	s.Items = append(s.Items, item)
	switch item.Outcome {
	case Created:
		s.Created++
		s.Drifted++
	case Repeated:
		s.Repeated++
		s.Drifted++
	case Skipped:
		s.Skipped++
		s.Drifted++
	case Suppressed:
		rule, _, _ := strings.Cut(item.Reason, ":") // which may say by which of the team's own
		s.Suppressed[rule]++
	case Resolved:
		s.Resolved++
	}
}

// end notes that drifts are open no more.
func (s *Summary) end(drifts ...uuid.UUID) {
	s.Ended = append(s.Ended, drifts...)
	for _, id := range drifts {
		delete(s.Open, id)
	}
}

// count adds what the team's own rules did to an entry.
func (s *Summary) count(r ruled) {
	for _, d := range r.decided {
		n := s.Ruled[d.rule.Key]
		n.Matched++
		if d.critical {
			n.Critical++
		}
		s.Ruled[d.rule.Key] = n
	}
}

// MarshalJSON writes an empty list of items as [].
func (s Summary) MarshalJSON() ([]byte, error) {
	type plain Summary
	if s.Items == nil {
		s.Items = []Item{}
	}
	if s.Suppressed == nil {
		s.Suppressed = map[string]int{}
	}
	return json.Marshal(plain(s))
}
