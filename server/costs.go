package server

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// listCosts answers /debug/cost-metrics.
func (s *Server) listCosts(c *gin.Context) error {
	q := queryOf(c)
	f := models.CostFilter{DriftID: q.id("driftId"), Since: q.time("since"), Until: q.time("until")}
	return answerTable(s, c, q, table[models.CostMetric, models.CostMetricResponse]{
		name: "cost-metrics", parameters: costParameters, response: models.CostMetric.Response,
		list: func(ctx context.Context, p models.PageRequest) (models.Page[models.CostMetric], error) {
			return s.reader.Costs.List(ctx, f, p)
		},
		stream: func(ctx context.Context, fn func(models.CostMetric) error) error {
			return s.exports.Costs.Stream(ctx, f, fn)
		},
		page: s.costsView,
	})
}

func (s *Server) costsView(ctx context.Context, _ address, costs []models.CostMetric) (tableView, error) {
	v := tableView{
		Title: "Costs", Lead: "What drifts cost over a period, and what that makes in a month, in US dollars.",
		Columns: []string{"From", "Until", "Drift", "Cost", "A month", "Recorded"},
		Fields: []field{
			{Name: "since", Label: "Periods since", Hint: "2026-11-01"},
			{Name: "until", Label: "and before", Hint: "2026-12-01"},
			{Name: "driftId", Label: "Drift", Hint: "its id"},
		},
		Empty: "No cost has been recorded yet.",
	}
	drifts, err := s.reader.Drifts.Names(ctx, idsOf(costs, func(m models.CostMetric) *uuid.UUID { return m.DriftID }))
	if err != nil {
		return v, err
	}
	for _, m := range costs {
		drift, monthly := noCell, cell{Kind: "cost"}
		if m.DriftID != nil {
			drift = driftCell(drifts[*m.DriftID].ResourceType, drifts[*m.DriftID].ResourceID, m.DriftID)
		}
		if m.CostProjectedMonthly != nil {
			monthly.Cost = costOf(*m.CostProjectedMonthly)
		}
		v.Rows = append(v.Rows, []cell{
			{Kind: "time", When: s.moment(m.PeriodStart)}, {Kind: "time", When: s.moment(m.PeriodEnd)},
			drift, {Kind: "cost", Cost: costOf(m.CostUSD)}, monthly, {Kind: "time", When: s.moment(m.RecordedAt)},
		})
	}
	return v, nil
}
