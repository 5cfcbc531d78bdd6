package server

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// listAlerts answers /debug/alerts.
func (s *Server) listAlerts(c *gin.Context) error {
	q := queryOf(c)
	f := models.AlertFilter{
		DriftID: q.id("driftId"), Unread: q.flag("unread"), Severity: enums(q, "severity", models.Severities()),
	}
	return answerTable(s, c, q, table[models.Alert, models.AlertResponse]{
		name: "alerts", parameters: alertParameters, response: models.Alert.Response,
		list: func(ctx context.Context, p models.PageRequest) (models.Page[models.Alert], error) {
			return s.reader.Alerts.List(ctx, f, p)
		},
		stream: func(ctx context.Context, fn func(models.Alert) error) error {
			return s.exports.Alerts.Stream(ctx, f, fn)
		},
		page: s.alertsView,
	})
}

func (s *Server) alertsView(ctx context.Context, _ address, alerts []models.Alert) (tableView, error) {
	v := tableView{
		Title: "Alerts", Lead: "What was told to people. Resolving a drift reads its alerts.",
		Columns: []string{"Severity", "Alert", "Drift", "Raised", "Read"},
		Fields: []field{
			{Name: "severity", Label: "Severity", Choices: words(models.Severities())},
			{Name: "unread", Label: "Unread", Choices: []string{"true", "false"}},
			{Name: "driftId", Label: "Drift", Hint: "its id"},
		},
		Empty: "No alert has been raised yet.",
	}
	drifts, err := s.reader.Drifts.Names(ctx, idsOf(alerts, func(a models.Alert) *uuid.UUID { return &a.DriftID }))
	if err != nil {
		return v, err
	}
	readers, err := s.reader.Users.Names(ctx, idsOf(alerts, func(a models.Alert) *uuid.UUID { return a.ReadBy }))
	if err != nil {
		return v, err
	}
	for _, a := range alerts {
		read := cell{Kind: "text", Text: "unread"}
		if a.IsRead {
			read = cell{Kind: "text", Text: "read"}
			if a.ReadAt != nil {
				read = cell{Kind: "time", When: s.moment(*a.ReadAt)}
			}
			if a.ReadBy != nil {
				read.Sub = readers[*a.ReadBy]
			}
		}
		v.Rows = append(v.Rows, []cell{
			{Kind: "severity", Text: string(a.Severity)},
			{Kind: "text", Text: a.Title, Sub: a.Message},
			driftCell(drifts[a.DriftID].ResourceType, drifts[a.DriftID].ResourceID, &a.DriftID),
			{Kind: "time", When: s.moment(a.CreatedAt)}, read,
		})
	}
	return v, nil
}

// driftCell links to a drift by its resource, or where that is not known by its id.
func driftCell(resourceType, resourceID string, id *uuid.UUID) cell {
	if id == nil {
		return noCell
	}
	c := cell{Kind: "code", Text: resourceID, Href: "/debug/drifts/" + id.String(), Sub: resourceType}
	if resourceID == "" {
		c.Text = id.String()
	}
	return c
}

// idsOf gathers the ids that rows name, each once.
func idsOf[E any](rows []E, id func(E) *uuid.UUID) []uuid.UUID {
	seen := map[uuid.UUID]bool{}
	var ids []uuid.UUID
	for _, row := range rows {
		if i := id(row); i != nil && !seen[*i] {
			seen[*i] = true
			ids = append(ids, *i)
		}
	}
	return ids
}

func words[E ~string](values []E) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}
