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
		sightings[id] = models.Sighting{NextApply: models.NextApplyUnknown, Kind: models.KindUnknown}
	}
	if len(ids) == 0 {
		return sightings, nil
	}
	var rows []struct {
		ID        uuid.UUID
		FirstSeen time.Time
		LastSeen  time.Time
		models.DriftSummary
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT d.id, COALESCE(s.first_seen, d.detected_at) AS first_seen, COALESCE(s.last_seen, d.detected_at) AS last_seen,
			       COALESCE(s.occurrences, 0) AS occurrences, COALESCE(s.next_apply, 'unknown') AS next_apply, s.next_apply_at,
			       COALESCE(s.address, '') AS address, COALESCE(s.scope, '') AS scope, COALESCE(s.tool, '') AS tool,
			       COALESCE(s.kind, 'unknown') AS kind, s.supersedes, s.superseded_by
			FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id
			WHERE d.id = ANY(CAST(? AS uuid[]))`, uuidArray(ids)).Scan(&rows).Error
	})
	for _, row := range rows {
		sightings[row.ID] = models.Sighting{
			FirstSeen: row.FirstSeen.UTC(), LastSeen: row.LastSeen.UTC(), Occurrences: row.Occurrences,
			NextApply: row.NextApply, NextApplyAt: row.NextApplyAt, Kind: row.Kind,
			Address: row.Address, Scope: row.Scope, Source: row.Tool,
			Supersedes: row.Supersedes, SupersededBy: row.SupersededBy,
		}
	}
	return orNone(sightings, err)
}

// NextApplies counts the open drifts by the newest known answer of what the next
// apply does about them; one that no scan saw counts as unknown.
func (r DriftReader) NextApplies(ctx context.Context) ([]models.NextApplyCount, error) {
	counts := []models.NextApplyCount{}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT COALESCE(s.next_apply, 'unknown') AS next_apply, count(*) AS drifts
			FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id
			WHERE d.status IN ? GROUP BY 1 ORDER BY 1`, texts(models.OpenStatuses())).Scan(&counts).Error
	})
	return orNone(counts, err)
}
