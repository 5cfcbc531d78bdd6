package repositories

import (
	"context"
	"strconv"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// DriftReader reads drifts and their occurrences.
type DriftReader struct{ unit unit }

// gravity sorts severities. An index of migration 011 has the same words.
const gravity = "(CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END)"

// driftOrders are the orders of a list of drifts.
var driftOrders = map[models.DriftSort]order{
	models.SortCreatedAt:      {name: "createdAt", expr: "created_at", cast: "timestamptz", nullable: true},
	models.SortCreatedAtDesc:  {name: "-createdAt", expr: "created_at", cast: "timestamptz", desc: true, nullable: true},
	models.SortDetectedAt:     {name: "detectedAt", expr: "detected_at", cast: "timestamptz"},
	models.SortDetectedAtDesc: {name: "-detectedAt", expr: "detected_at", cast: "timestamptz", desc: true},
	models.SortCost:           {name: "costImpactMonthly", expr: cost, of: "cost_impact_monthly", cast: "numeric"},
	models.SortCostDesc:       {name: "-costImpactMonthly", expr: cost, of: "cost_impact_monthly", cast: "numeric", desc: true},
	models.SortSeverity:       {name: "severity", expr: gravity, of: "severity", cast: "integer"},
	models.SortSeverityDesc:   {name: "-severity", expr: gravity, of: "severity", cast: "integer", desc: true},
}

// driftKey gives what a cursor keeps of a drift in an order.
func driftKey(sort models.DriftSort) func(models.Drift) (string, uuid.UUID) {
	return func(d models.Drift) (string, uuid.UUID) {
		switch sort {
		case models.SortDetectedAt, models.SortDetectedAtDesc:
			return timeValue(d.DetectedAt), d.ID
		case models.SortCost, models.SortCostDesc:
			if d.CostImpactMonthly == nil {
				return models.Money{}.String(), d.ID
			}
			return d.CostImpactMonthly.String(), d.ID
		case models.SortSeverity, models.SortSeverityDesc:
			grave := map[models.Severity]int{models.SeverityCritical: 3, models.SeverityWarning: 2, models.SeverityInfo: 1}
			return strconv.Itoa(grave[d.Severity]), d.ID
		}
		return timeValue(d.CreatedAt), d.ID
	}
}

// Get gives one drift, or [models.ErrNotFound].
func (r DriftReader) Get(ctx context.Context, id uuid.UUID) (models.Drift, error) {
	return get[models.Drift](ctx, r.unit, "drift", id)
}

func driftListing(q models.DriftQuery) listing[models.Drift] {
	if q.Sort == "" {
		q.Sort = models.SortCreatedAtDesc
	}
	l := filtered(q.Filter, models.DriftFilters(), driftOrders[q.Sort], driftKey(q.Sort))
	if l.wrong == nil {
		_, l.wrong = models.ParseEnum("sort", string(q.Sort), models.DriftSorts())
	}
	return l
}

// driftsThat begins a query of the drifts that a filter keeps.
func driftsThat(db *gorm.DB, f models.DriftFilter) *gorm.DB {
	return driftListing(models.DriftQuery{Filter: f}).rows(db)
}

// Names gives the resources of drifts; an id that is no drift is left out.
func (r DriftReader) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]models.DriftName, error) {
	var rows []models.DriftName
	if err := namesOf(ctx, r.unit, &models.Drift{}, "id, resource_type, resource_id, status", ids, &rows); err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]models.DriftName, len(rows))
	for _, row := range rows {
		names[row.ID] = row
	}
	return names, nil
}

// Drifts reads drifts and moves them through their lifecycle.
type Drifts struct{ DriftReader }
