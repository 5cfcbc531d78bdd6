package server

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// relatedLimit is how many alerts, occurrences, costs and audit rows one drift
// is shown with, the newest first; their own lists have them all.
const relatedLimit = 100

// listDrifts answers /debug/drifts.
func (s *Server) listDrifts(c *gin.Context) error {
	q, err := models.ParseDriftQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	asPage := wantsPage(c)
	if asPage && tidy(c) {
		return nil
	}
	ctx := c.Request.Context()
	found, err := s.reader.Drifts.List(ctx, q)
	if err != nil {
		return err
	}
	if !asPage {
		return respondJSON(c, listOf(found, models.Drift.Response))
	}
	ids := make([]uuid.UUID, len(found.Items))
	for i, d := range found.Items {
		ids[i] = d.ID
	}
	sightings, err := s.reader.Drifts.Sightings(ctx, ids)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "drifts", "Drifts", s.driftsView(addressOf(c), q, found, sightings))
}

// tidy sends a browser that submitted the filter form on to the same address
// without the fields that were left empty. It says whether it did.
func tidy(c *gin.Context) bool {
	for _, given := range c.Request.URL.Query() {
		if len(given) > 1 || slices.Contains(given, "") {
			c.Redirect(http.StatusSeeOther, addressOf(c).String())
			return true
		}
	}
	return false
}

// driftDetail is one drift as JSON: the drift, what its occurrences say, and
// what hangs on it.
type driftDetail struct {
	models.DriftResponse
	FirstSeen       time.Time                   `json:"firstSeen"`
	LastSeen        time.Time                   `json:"lastSeen"`
	OccurrenceCount int64                       `json:"occurrenceCount"`
	NextApply       models.NextApply            `json:"nextApply"`
	Address         string                      `json:"address,omitempty"`
	Scope           string                      `json:"scope,omitempty"`
	Source          string                      `json:"source,omitempty"`
	Alerts          []models.AlertResponse      `json:"alerts"`
	Occurrences     []models.OccurrenceResponse `json:"occurrences"`
	CostMetrics     []models.CostMetricResponse `json:"costMetrics"`
	AuditLogs       []models.AuditLogResponse   `json:"auditLogs"`
}

// showDrift answers /debug/drifts/:id.
func (s *Server) showDrift(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	d, err := s.dossier(c, id)
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, d.detail())
	}
	people, err := s.people(c, d.drift)
	if err != nil {
		return err
	}
	view, err := s.driftView(d, people)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "drift", d.drift.ResourceType+" "+d.drift.ResourceID, view)
}

// idOf reads the id in the path. uuid.Parse alone would take other spellings too.
func idOf(c *gin.Context) (uuid.UUID, error) {
	text := c.Param("id")
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, models.Invalid("id", "takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55")
	}
	return id, nil
}

// dossier is a drift with everything that belongs to it.
type dossier struct {
	drift       models.Drift
	sighting    models.Sighting
	alerts      models.Page[models.Alert]
	occurrences models.Page[models.Occurrence]
	costs       models.Page[models.CostMetric]
	audit       models.Page[models.AuditLog]
}

func (s *Server) dossier(c *gin.Context, id uuid.UUID) (d dossier, err error) {
	ctx, first := c.Request.Context(), models.PageRequest{Limit: relatedLimit}
	if d.drift, err = s.reader.Drifts.Get(ctx, id); err != nil {
		return d, err
	}
	sightings, err := s.reader.Drifts.Sightings(ctx, []uuid.UUID{id})
	if err != nil {
		return d, err
	}
	d.sighting = sightings[id]
	if d.occurrences, err = s.reader.Drifts.Occurrences(ctx, id, first); err != nil {
		return d, err
	}
	if d.alerts, err = s.reader.Alerts.List(ctx, models.AlertFilter{DriftID: &id}, first); err != nil {
		return d, err
	}
	if d.costs, err = s.reader.Costs.List(ctx, models.CostFilter{DriftID: &id}, first); err != nil {
		return d, err
	}
	d.audit, err = s.reader.Audit.List(ctx, models.AuditFilter{DriftID: &id}, first)
	return d, err
}

func (d dossier) detail() driftDetail {
	return driftDetail{
		DriftResponse: d.drift.Response(),
		FirstSeen:     d.sighting.FirstSeen, LastSeen: d.sighting.LastSeen, OccurrenceCount: d.sighting.Occurrences,
		NextApply: d.sighting.NextApply, Address: d.sighting.Address, Scope: d.sighting.Scope, Source: d.sighting.Source,
		Alerts:      listOf(d.alerts, models.Alert.Response).Items,
		Occurrences: listOf(d.occurrences, models.Occurrence.Response).Items,
		CostMetrics: listOf(d.costs, models.CostMetric.Response).Items,
		AuditLogs:   listOf(d.audit, models.AuditLog.Response).Items,
	}
}

// people are the users that a drift or its alerts name, by id.
func (s *Server) people(c *gin.Context, d models.Drift) (map[uuid.UUID]models.User, error) {
	known := map[uuid.UUID]models.User{}
	for _, id := range []*uuid.UUID{d.ApprovedBy, d.RejectedBy} {
		if id == nil {
			continue
		}
		user, err := s.reader.Users.Get(c.Request.Context(), *id)
		if err != nil {
			return nil, err
		}
		known[*id] = user
	}
	return known, nil
}
