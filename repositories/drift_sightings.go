package repositories

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Occurrences gives one page of the scans' sightings of a drift, the newest
// first. A drift that no scan saw, or that does not exist, has none.
func (r DriftReader) Occurrences(ctx context.Context, drift uuid.UUID, request models.PageRequest) (models.Page[models.Occurrence], error) {
	return occurrencesOf(drift).page(ctx, r.unit, request)
}

func occurrencesOf(drift uuid.UUID) listing[models.Occurrence] {
	return listing[models.Occurrence]{
		narrow: func(db *gorm.DB) *gorm.DB { return db.Where("drift_id = ?", drift) },
		order:  order{name: "-seenAt", expr: "seen_at", cast: "timestamptz", desc: true, id: "scan_id"},
		key:    func(o models.Occurrence) (string, uuid.UUID) { return timeValue(o.SeenAt), o.ScanID },
	}
}

// Sightings sums up the occurrences of drifts. Every id that was asked for is in
// the map; of a drift that no scan saw the sighting has the drift's own detection
// time and no occurrence, and of an id that is no drift it is zero.
func (r DriftReader) Sightings(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]models.Sighting, error) {
	return r.sightings(ctx, ids, func(db *gorm.DB) *gorm.DB {
		return db.Table("drifts").Select("drifts.id, "+sightingColumns).Joins(joinSeen).Where("drifts.id = ANY(CAST(? AS uuid[]))", uuidArray(ids))
	})
}

// sightings gives what a query says of drifts, and of those that it leaves out that
// nothing is known.
func (r DriftReader) sightings(ctx context.Context, ids []uuid.UUID, query func(*gorm.DB) *gorm.DB) (map[uuid.UUID]models.Sighting, error) {
	sightings := make(map[uuid.UUID]models.Sighting, len(ids))
	for _, id := range ids {
		sightings[id] = models.Sighting{NextApply: models.NextApplyUnknown, Kind: models.KindUnknown}
	}
	if len(ids) == 0 {
		return sightings, nil
	}
	var rows []struct {
		ID uuid.UUID
		models.Sighting
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error { return query(db).Scan(&rows).Error })
	for _, row := range rows {
		sightings[row.ID] = inUTC(row.Sighting)
	}
	return orNone(sightings, err)
}

// sightingColumns are the fields of a [models.Sighting], of drifts and what joinSeen adds.
var sightingColumns = emailOf("drifts.approved_by") + " AS approved_by_email, " + emailOf("drifts.rejected_by") + ` AS rejected_by_email,
	COALESCE(first_seen, detected_at) AS first_seen, COALESCE(last_seen, detected_at) AS last_seen,
	COALESCE(occurrences, 0) AS occurrences, COALESCE(next_apply, 'unknown') AS next_apply, next_apply_at,
	COALESCE(owner, '') AS owner, due_at, COALESCE(` + past + `, false) AS past,
	COALESCE(kind, 'unknown') AS kind, COALESCE(address, '') AS address, COALESCE(scope, '') AS scope, COALESCE(tool, '') AS tool,
	supersedes, superseded_by, ends_at AS approved_until, COALESCE(ticket, '') AS ticket, COALESCE(ends_at <= CURRENT_TIMESTAMP, false) AS ended`

func inUTC(s models.Sighting) models.Sighting {
	s.FirstSeen, s.LastSeen = s.FirstSeen.UTC(), s.LastSeen.UTC()
	return s
}
