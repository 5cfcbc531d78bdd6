package models

import (
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// Dossier is a drift with what belongs to it. Of each list it holds the newest
// rows alone; the page's Total says how many there are.
type Dossier struct {
	Drift    Drift
	Sighting Sighting
	// Changes are all of the drift's changes, the noise too, as the newest scan judged
	// them. Judged says whether any did; else they are those of the drift's difference
	// and nothing is known of them but their values.
	Changes []JudgedChange
	Judged  bool
	// Supersedes is the drift whose place this one took, SupersededBy the one that took
	// its; nil where there is none.
	Supersedes, SupersededBy *Relative
	Alerts                   Page[Alert]
	Occurrences              Page[Occurrence]
	Costs                    Page[CostMetric]
	Audit                    Page[AuditLog]
	Deciders                 map[uuid.UUID]User // who approved or rejected it, by id
}

// DossierRows is how many rows of each kind a dossier is shown with.
const DossierRows = 100

// Seen is the drift with what its scans sum up to.
func (d Dossier) Seen() SeenDrift { return SeenDrift{d.Drift, d.Sighting} }

// Counting takes the changes that count and those that are noise apart, each the
// gravest first.
func (d Dossier) Counting() (changes, noise []JudgedChange) {
	changes, noise = []JudgedChange{}, []JudgedChange{}
	for _, c := range d.Changes {
		if c.Noise == "" {
			changes = append(changes, c)
		} else {
			noise = append(noise, c)
		}
	}
	slices.SortStableFunc(changes, func(a, b JudgedChange) int {
		return cmp.Compare(slices.Index(Severities(), a.Severity), slices.Index(Severities(), b.Severity))
	})
	return changes, noise
}

// DossierResponse is a dossier as JSON shows it: the drift's own fields, what its
// occurrences say, and the rows that belong to it.
type DossierResponse struct {
	SeenDriftResponse
	OccurrenceCount int64                `json:"occurrenceCount"`
	Supersedes      *RelativeResponse    `json:"supersedes,omitempty"`
	SupersededBy    *RelativeResponse    `json:"supersededBy,omitempty"`
	Changes         []ChangeResponse     `json:"changes"`
	Noise           []ChangeResponse     `json:"noise"`
	Alerts          []AlertResponse      `json:"alerts"`
	Occurrences     []OccurrenceResponse `json:"occurrences"`
	CostMetrics     []CostMetricResponse `json:"costMetrics"`
	AuditLogs       []AuditLogResponse   `json:"auditLogs"`
}

// Response gives the dossier as JSON shows it.
func (d Dossier) Response() DossierResponse {
	changes, noise := d.Counting()
	return DossierResponse{
		SeenDriftResponse: d.Seen().Response(), OccurrenceCount: d.Sighting.Occurrences,
		Supersedes: d.Supersedes.response(), SupersededBy: d.SupersededBy.response(),
		Changes: responsesOf(changes), Noise: responsesOf(noise),
		Alerts:      ListOf(d.Alerts, Alert.Response).Items,
		Occurrences: ListOf(d.Occurrences, Occurrence.Response).Items,
		CostMetrics: ListOf(d.Costs, CostMetric.Response).Items,
		AuditLogs:   ListOf(d.Audit, AuditLog.Response).Items,
	}
}

func responsesOf(changes []JudgedChange) []ChangeResponse {
	list := make([]ChangeResponse, len(changes))
	for i, c := range changes {
		list[i] = c.Response()
	}
	return list
}
