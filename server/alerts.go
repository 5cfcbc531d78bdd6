package server

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// alertList is /debug/alerts.
func (s *site) alertList() List {
	return listed(s, list[models.Alert, models.AlertFilter, models.AlertResponse]{
		name: "alerts", title: "Alerts", filters: models.AlertFilters(), response: models.Alert.Response,
		rows: s.reader.Alerts.List, stream: s.exports.Alerts.Stream,
		table: func(ctx context.Context, rows []models.Alert) (pages.Table, error) {
			drifts, err := s.reader.Drifts.Names(ctx, idsOf(rows, func(a models.Alert) *uuid.UUID { return &a.DriftID }))
			if err != nil {
				return pages.Table{}, err
			}
			readers, err := s.reader.Users.Names(ctx, idsOf(rows, func(a models.Alert) *uuid.UUID { return a.ReadBy }))
			return pages.Alerts(s.now(), rows, drifts, readers), err
		},
	})
}
