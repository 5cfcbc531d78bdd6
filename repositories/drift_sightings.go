package repositories

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

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

// NewestOccurrence is what the newest scan saw of a drift, which one ahead of the clock is not; where that is deleted the newest
// there is, and zero where there is none.
func (r DriftReader) NewestOccurrence(ctx context.Context, drift uuid.UUID) (models.Occurrence, error) {
	var found models.Occurrence
	err := r.unit.read(ctx, func(db *gorm.DB) (err error) {
		found, err = newestOccurrence(db, drift)
		return err
	})
	return orNone(found, err)
}

func newestOccurrence(db *gorm.DB, drift uuid.UUID) (models.Occurrence, error) {
	var found models.Occurrence
	newest := gorm.Expr("scan_id IS NOT DISTINCT FROM (SELECT newest_scan_id FROM drift_summaries WHERE drift_id = ?) DESC, seen_at DESC, scan_id", drift)
	err := db.Where("drift_id = ?", drift).Clauses(clause.OrderBy{Expression: newest}).Limit(1).Find(&found).Error
	return found, err
}

// Sightings sums up the occurrences of drifts. Every id that was asked for is in
// the map; of a drift that no scan saw the sighting has the drift's own detection
// time and no occurrence, and of an id that is no drift it is zero.
func (r DriftReader) Sightings(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]models.Sighting, error) {
	return r.sightings(ctx, ids, func(db *gorm.DB) *gorm.DB {
		return db.Table("drifts").Select("drifts.id, "+sightingColumns+", "+gravestOf("seen.changes", "3")+" AS grave").Joins(joinSeen).Where("drifts.id = ANY(CAST(? AS uuid[]))", uuidArray(ids))
	})
}

// SightingsAsOf is [DriftReader.Sightings] as it stood at a moment: of what the ledger
// had recorded by then. A drift that it did not have yet has a zero sighting.
func (r DriftReader) SightingsAsOf(ctx context.Context, at time.Time, ids []uuid.UUID) (map[uuid.UUID]models.Sighting, error) {
	return r.sightings(ctx, ids, func(db *gorm.DB) *gorm.DB {
		return db.Raw(sightingsThen, map[string]any{"at": at.UTC(), "ids": uuidArray(ids)})
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
		Grave models.JSON
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error { return query(db).Scan(&rows).Error })
	for _, row := range rows {
		row.Gravest = textsOf(row.Grave)
		sightings[row.ID] = inUTC(row.Sighting)
	}
	return orNone(sightings, err)
}

// gravestOf are the paths of the gravest of judged changes, so many at most, as JSON: of what a list has the time to
// look at.
func gravestOf(changes, most string) string {
	return `(SELECT jsonb_agg(path) FROM (
	  SELECT change->>'path' AS path
	  FROM jsonb_array_elements(CASE WHEN pg_column_size(` + changes + `) < 65536 THEN ` + changes + ` END) WITH ORDINALITY AS places(change, number)
	  WHERE change->>'noise' IS NULL
	  ORDER BY array_position(ARRAY['critical', 'warning', 'info'], change->>'severity'), number LIMIT ` + most + `) AS gravest)`
}

// textsOf reads a list of texts that the database made.
func textsOf(list models.JSON) (texts []string) {
	if json.Unmarshal(list, &texts) != nil {
		return nil // NULL, there being none
	}
	return texts
}

// sightingColumns are the fields of a [models.Sighting], of drifts and what joinSeen adds.
var sightingColumns = emailOf("drifts.approved_by") + " AS approved_by_email, " + emailOf("drifts.rejected_by") + ` AS rejected_by_email,
	COALESCE(first_seen, detected_at) AS first_seen, COALESCE(last_seen, detected_at) AS last_seen,
	COALESCE(occurrences, 0) AS occurrences, COALESCE(next_apply, 'unknown') AS next_apply, next_apply_at,
	COALESCE(owner, '') AS owner, due_at, COALESCE(` + past + `, false) AS past,
	COALESCE(kind, 'unknown') AS kind, COALESCE(address, '') AS address, COALESCE(scope, '') AS scope, COALESCE(tool, '') AS tool,
	supersedes, superseded_by, ends_at AS approved_until, COALESCE(ticket, '') AS ticket, COALESCE(ends_at <= CURRENT_TIMESTAMP, false) AS ended`

// firstSeenThen is when a drift had first been seen: by the sightings of then, and by its summary where the sighting of its first
// scan is deleted, which alone knew.
const firstSeenThen = `LEAST(COALESCE(seen.first_seen, d.detected_at), CASE WHEN NOT EXISTS (
	  SELECT FROM drift_occurrences WHERE drift_id = d.id AND scan_id = s.first_scan_id) THEN s.first_seen END)`

// sightingsThen sums up the occurrences of then. What a drift took the place of, its
// scope and its tool never change; what took its own did so when it was resolved.
var sightingsThen = `
	SELECT d.id, ` + emailOf("d.approved_by") + ` AS approved_by_email, ` + emailOf("d.rejected_by") + ` AS rejected_by_email, ` + firstSeenThen + ` AS first_seen, COALESCE(seen.last_seen, d.detected_at) AS last_seen, seen.occurrences,
	  COALESCE(told.next_apply, 'unknown') AS next_apply, told.seen_at AS next_apply_at, COALESCE(what.kind, 'unknown') AS kind, COALESCE(newest.address, '') AS address,
	  COALESCE(newest.owner, '') AS owner, newest.due_at, COALESCE(newest.due_at <= @at, false) AS past,
	  COALESCE(s.scope, '') AS scope, COALESCE(s.tool, '') AS tool, s.supersedes, CASE WHEN d.resolved_at <= @at THEN s.superseded_by END AS superseded_by,
	  term.ends_at AS approved_until, COALESCE(term.ticket, '') AS ticket, COALESCE(term.ends_at <= @at, false) AS ended, ` + gravestOf("judged.changes", "3") + ` AS grave
	FROM drifts d
	CROSS JOIN LATERAL (
	  SELECT min(first_seen_at) AS first_seen, max(seen_at) AS last_seen, count(*) AS occurrences
	  FROM drift_occurrences WHERE drift_id = d.id AND created_at <= @at) AS seen
	LEFT JOIN LATERAL (` + newestThen("address, owner, "+dueThen+" AS due_at", "d.id", "") + `) AS newest ON true
	LEFT JOIN LATERAL (` + newestThen("kind", "d.id", "kind <> 'unknown'") + `) AS what ON true
	LEFT JOIN LATERAL (` + nextThen("d.id") + `) AS told ON true
	LEFT JOIN drift_summaries s ON s.drift_id = d.id
	LEFT JOIN LATERAL (` + changesThen("d.id") + `) AS judged ON true
	LEFT JOIN approval_terms term ON term.drift_id = d.id AND term.created_at <= @at
	WHERE d.id = ANY(CAST(@ids AS uuid[])) AND d.created_at <= @at`

func inUTC(s models.Sighting) models.Sighting {
	s.FirstSeen, s.LastSeen = s.FirstSeen.UTC(), s.LastSeen.UTC()
	return s
}
