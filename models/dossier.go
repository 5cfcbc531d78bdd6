package models

import (
	"time"

	"github.com/google/uuid"
)

// Dossier is a drift with what belongs to it. Of each list it holds the newest
// rows alone; the page's Total says how many there are.
type Dossier struct {
	Drift       Drift
	Sighting    Sighting
	Alerts      Page[Alert]
	Occurrences Page[Occurrence]
	Costs       Page[CostMetric]
	Audit       Page[AuditLog]
	Deciders    map[uuid.UUID]User // who approved or rejected it, by id
}

// DossierRows is how many rows of each kind a dossier is shown with.
const DossierRows = 100

// DossierResponse is a dossier as JSON shows it: the drift's own fields, what its
// occurrences say, and the rows that belong to it.
type DossierResponse struct {
	DriftResponse
	FirstSeen       time.Time            `json:"firstSeen"`
	LastSeen        time.Time            `json:"lastSeen"`
	OccurrenceCount int64                `json:"occurrenceCount"`
	NextApply       NextApply            `json:"nextApply"`
	Address         string               `json:"address,omitempty"`
	Scope           string               `json:"scope,omitempty"`
	Source          string               `json:"source,omitempty"`
	Alerts          []AlertResponse      `json:"alerts"`
	Occurrences     []OccurrenceResponse `json:"occurrences"`
	CostMetrics     []CostMetricResponse `json:"costMetrics"`
	AuditLogs       []AuditLogResponse   `json:"auditLogs"`
}

// Response gives the dossier as JSON shows it.
func (d Dossier) Response() DossierResponse {
	return DossierResponse{
		DriftResponse: d.Drift.Response(),
		FirstSeen:     d.Sighting.FirstSeen, LastSeen: d.Sighting.LastSeen, OccurrenceCount: d.Sighting.Occurrences,
		NextApply: d.Sighting.NextApply, Address: d.Sighting.Address, Scope: d.Sighting.Scope, Source: d.Sighting.Tool,
		Alerts:      ListOf(d.Alerts, Alert.Response).Items,
		Occurrences: ListOf(d.Occurrences, Occurrence.Response).Items,
		CostMetrics: ListOf(d.Costs, CostMetric.Response).Items,
		AuditLogs:   ListOf(d.Audit, AuditLog.Response).Items,
	}
}
