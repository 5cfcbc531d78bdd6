package server

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// costList is /debug/cost-metrics.
func (s *site) costList() List {
	return listed(s, list[models.CostMetric, models.CostFilter, models.CostMetricResponse]{
		name: "cost-metrics", title: "Costs", filters: models.CostFilters(), response: models.CostMetric.Response,
		rows: s.reader.Costs.List, stream: s.exports.Costs.Stream,
		table: func(ctx context.Context, rows []models.CostMetric) (pages.Table, error) {
			drifts, err := s.reader.Drifts.Names(ctx, idsOf(rows, func(m models.CostMetric) *uuid.UUID { return m.DriftID }))
			return pages.Costs(s.now(), rows, drifts), err
		},
	})
}
