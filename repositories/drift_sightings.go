package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Occurrences gives one page of the scans' sightings of a drift, the newest
// first. A drift that no scan saw, or that does not exist, has none.
func (r DriftReader) Occurrences(ctx context.Context, drift uuid.UUID, request models.PageRequest) (models.Page[models.Occurrence], error) {
	return listing[models.Occurrence]{
		narrow: func(db *gorm.DB) *gorm.DB { return db.Where("drift_id = ?", drift) },
		order:  order{name: "-seenAt", expr: "seen_at", cast: "timestamptz", desc: true, id: "scan_id"},
		key:    func(o models.Occurrence) (string, uuid.UUID) { return timeValue(o.SeenAt), o.ScanID },
	}.page(ctx, r.unit, request)
}

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
	err := r.unit.read(ctx, func(db *gorm.DB) error {
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
			WHERE d.id = ANY(CAST(? AS uuid[]))`, uuidArray(ids)).Scan(&rows).Error
	})
	for _, row := range rows {
		sightings[row.ID] = models.Sighting{
			FirstSeen: row.FirstSeen.UTC(), LastSeen: row.LastSeen.UTC(), Occurrences: row.Occurrences,
			NextApply: row.NextApply, Address: row.Address, Scope: row.Scope, Source: row.Source,
		}
	}
	return orNone(sightings, err)
}

// NextApplies counts the open drifts by what their newest occurrence says that the
// next apply does about them; one that no scan saw counts as unknown.
func (r DriftReader) NextApplies(ctx context.Context) ([]models.NextApplyCount, error) {
	counts := []models.NextApplyCount{}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT COALESCE(newest.next_apply, 'unknown') AS next_apply, count(*) AS drifts
			FROM drifts d LEFT JOIN LATERAL (
			  SELECT next_apply FROM drift_occurrences
			  WHERE drift_id = d.id ORDER BY seen_at DESC, scan_id DESC LIMIT 1) newest ON true
			WHERE d.status IN ? GROUP BY 1 ORDER BY 1`, texts(models.OpenStatuses())).Scan(&counts).Error
	})
	return orNone(counts, err)
}
