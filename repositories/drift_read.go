package repositories

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// DriftReader reads drifts and their occurrences.
type DriftReader struct{ session session }

// gravity is how severities sort; an index of migration 007 has the same words.
const gravity = "(CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END)"

// driftOrders are the orders of a list of drifts.
var driftOrders = map[models.DriftSort]order{
	models.SortCreatedAt:      {name: "createdAt", expr: "created_at", cast: "timestamptz"},
	models.SortCreatedAtDesc:  {name: "-createdAt", expr: "created_at", cast: "timestamptz", desc: true},
	models.SortDetectedAt:     {name: "detectedAt", expr: "detected_at", cast: "timestamptz"},
	models.SortDetectedAtDesc: {name: "-detectedAt", expr: "detected_at", cast: "timestamptz", desc: true},
	models.SortCost:           {name: "costImpactMonthly", expr: "cost_impact_monthly", cast: "numeric"},
	models.SortCostDesc:       {name: "-costImpactMonthly", expr: "cost_impact_monthly", cast: "numeric", desc: true},
	models.SortSeverity:       {name: "severity", expr: gravity, cast: "integer"},
	models.SortSeverityDesc:   {name: "-severity", expr: gravity, cast: "integer", desc: true},
}

// driftKey gives what a cursor keeps of a drift in an order.
func driftKey(sort models.DriftSort) func(models.Drift) (string, uuid.UUID) {
	return func(d models.Drift) (string, uuid.UUID) {
		switch sort {
		case models.SortDetectedAt, models.SortDetectedAtDesc:
			return d.DetectedAt.UTC().Format(timeText), d.ID
		case models.SortCost, models.SortCostDesc:
			return d.CostImpactMonthly.String(), d.ID
		case models.SortSeverity, models.SortSeverityDesc:
			grave := map[models.Severity]int{models.SeverityCritical: 3, models.SeverityWarning: 2, models.SeverityInfo: 1}
			return strconv.Itoa(grave[d.Severity]), d.ID
		}
		return d.CreatedAt.UTC().Format(timeText), d.ID
	}
}

// Get gives one drift, or [models.ErrNotFound].
func (r DriftReader) Get(ctx context.Context, id uuid.UUID) (models.Drift, error) {
	return get[models.Drift](ctx, r.session, "drift", id)
}

// get reads one row by its id, or gives [models.ErrNotFound].
func get[T any](ctx context.Context, s session, entity string, id uuid.UUID) (T, error) {
	var row T
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("id = ?", id).Take(&row).Error })
	if errors.Is(err, models.ErrNotFound) {
		return row, models.NotFound(entity, id.String())
	}
	return row, err
}

// List gives one page of the drifts that the filter keeps, with the total, or
// [models.ErrInvalid] naming the parameter that is wrong.
func (r DriftReader) List(ctx context.Context, q models.DriftQuery) (models.Page[models.Drift], error) {
	var page models.Page[models.Drift]
	if err := q.Filter.Validate(); err != nil {
		return page, err
	}
	if q.Sort == "" {
		q.Sort = models.SortCreatedAtDesc
	}
	o, ok := driftOrders[q.Sort]
	if !ok {
		_, err := models.ParseEnum("sort", string(q.Sort), models.DriftSorts())
		return page, err
	}
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		page, err = list(filterDrifts(db, q.Filter), o, q.PageRequest, driftKey(q.Sort))
		return err
	})
	return page, err
}

func filterDrifts(db *gorm.DB, f models.DriftFilter) *gorm.DB {
	db = whereIn(db, "status", f.Status)
	db = whereIn(db, "severity", f.Severity)
	db = whereIn(db, "resource_type", f.ResourceType)
	db = whereIn(db, "resource_id", f.ResourceID)
	db = whereIn(db, "region", f.Region)
	db = whereIn(db, "account_id", f.AccountID)
	db = whereIn(db, "detected_by", f.DetectedBy)
	if !f.Since.IsZero() {
		db = db.Where("detected_at >= ?", f.Since.UTC())
	}
	if !f.Until.IsZero() {
		db = db.Where("detected_at < ?", f.Until.UTC())
	}
	if len(f.Scope) > 0 {
		db = db.Where(`EXISTS (SELECT FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id
			WHERE o.drift_id = drifts.id AND s.scope IN ?)`, f.Scope)
	}
	if len(f.Changed) > 0 {
		db = db.Where(hasAnyKey{"difference", f.Changed})
	}
	return db
}

// hasAnyKey writes `column ?| ARRAY[…]`, which gorm's own ? would break, in the
// operator form that a GIN index serves.
type hasAnyKey struct {
	column string
	keys   []string
}

// Build implements clause.Expression.
func (h hasAnyKey) Build(b clause.Builder) {
	b.WriteString(h.column + " ?| ARRAY[")
	for i, key := range h.keys {
		if i > 0 {
			b.WriteString(",")
		}
		b.AddVar(b, key)
	}
	b.WriteString("]::text[]")
}

// Occurrences gives one page of the scans' sightings of a drift, the newest
// first. A drift that no scan saw, or that does not exist, has none.
func (r DriftReader) Occurrences(ctx context.Context, drift uuid.UUID, request models.PageRequest) (models.Page[models.Occurrence], error) {
	var page models.Page[models.Occurrence]
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
		page, err = list(db.Where("drift_id = ?", drift), occurrenceOrder, request,
			func(o models.Occurrence) (string, uuid.UUID) { return o.SeenAt.UTC().Format(timeText), o.ScanID })
		return err
	})
	return page, err
}

var occurrenceOrder = order{name: "-seenAt", expr: "seen_at", cast: "timestamptz", desc: true, id: "scan_id"}

// Sightings sums up the occurrences of drifts. Every id that was asked for is in
// the map; of a drift that no scan saw the sighting has the drift's own detection
// time and no occurrence, and of an id that is no drift it is zero.
func (r DriftReader) Sightings(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]models.Sighting, error) {
	sightings := make(map[uuid.UUID]models.Sighting, len(ids))
	for _, id := range ids {
		sightings[id] = models.Sighting{NextApply: models.NextApplyUnknown}
	}
	if len(ids) == 0 {
		return sightings, nil
	}
	var rows []struct {
		ID          uuid.UUID
		FirstSeen   time.Time
		LastSeen    time.Time
		Occurrences int64
		NextApply   models.NextApply
		Address     string
		Scope       string
		Source      string
	}
	err := r.session.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT d.id,
			       COALESCE(sum.first_seen, d.detected_at) AS first_seen,
			       COALESCE(sum.last_seen, d.detected_at) AS last_seen,
			       sum.occurrences,
			       COALESCE(newest.next_apply, 'unknown') AS next_apply,
			       COALESCE(newest.address, '') AS address,
			       COALESCE(newest.scope, '') AS scope,
			       COALESCE(newest.source, '') AS source
			FROM drifts d
			CROSS JOIN LATERAL (
			  SELECT min(first_seen_at) AS first_seen, max(seen_at) AS last_seen, count(*) AS occurrences
			  FROM drift_occurrences WHERE drift_id = d.id) sum
			LEFT JOIN LATERAL (
			  SELECT o.next_apply, o.address, s.scope, s.source
			  FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id
			  WHERE o.drift_id = d.id ORDER BY o.seen_at DESC, o.scan_id DESC LIMIT 1) newest ON true
			WHERE d.id IN ?`, ids).Scan(&rows).Error
	})
	for _, row := range rows {
		sightings[row.ID] = models.Sighting{
			FirstSeen: row.FirstSeen.UTC(), LastSeen: row.LastSeen.UTC(), Occurrences: row.Occurrences,
			NextApply: row.NextApply, Address: row.Address, Scope: row.Scope, Source: row.Source,
		}
	}
	return sightings, err
}
