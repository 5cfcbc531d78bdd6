package repositories

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Entries gives the drifts that a scan saw, the gravest first, then those that it
// resolved: the first [models.MaxScanEntries], and how many there are in all. A scan that
// does not exist has none.
func (r ScanReader) Entries(ctx context.Context, id uuid.UUID) ([]models.ScanEntry, int64, error) {
	entries, total := []models.ScanEntry{}, int64(0)
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		var rows []struct {
			models.ScanEntry
			Places models.JSON
			Grave  models.JSON
			Number int
			Total  int64
		}
		var begun time.Time
		if err := db.Raw("SELECT created_at FROM scans WHERE id = ?", id).Scan(&begun).Error; err != nil {
			return err
		}
		err := db.Raw(scanEntries, map[string]any{
			"scan": id, "begun": begun, "over": begun.AddDate(0, 0, 1),
			"resolved": models.ActionDriftResolved, "shown": shownPlaces, "most": models.MaxScanEntries,
		}).Scan(&rows).Error
		if err != nil {
			return err
		}
		for _, row := range rows {
			e := row.ScanEntry
			e.Changes = gravestFirst(textsOf(row.Places), models.Patterns(textsOf(row.Grave)))
			e.MoreChanges, total = row.Number-len(e.Changes), row.Total
			entries = append(entries, e)
		}
		return nil
	})
	return entries, total, err
}

// gravestFirst puts the gravest of the places before the others, as many as are shown; where there are more these may not be
// among those that were read.
func gravestFirst(places, gravest []string) []string {
	all := append(gravest, slices.DeleteFunc(places, func(place string) bool { return slices.Contains(gravest, place) })...)
	return all[:min(len(all), shownPlaces)]
}

// shownPlaces is how many places of a drift an entry names.
const shownPlaces = 10

// scanEntries finds what a scan saw by its occurrences, and what it resolved by the
// audit rows of its import, which are of the day after it began at most: of times that
// PostgreSQL does not know it would expect so many rows that it reads the whole trail. The places of a
// drift whose changes nobody judged are the keys of its difference.
var scanEntries = `
	WITH seen AS (
	  SELECT o.drift_id, o.address, o.resource_type, o.resource_id, o.next_apply,
	    CASE WHEN COALESCE(of.first_scan_id, s.first_scan_id) = o.scan_id THEN 'created' ELSE 'repeated' END AS outcome
	  FROM drift_occurrences o LEFT JOIN drift_summaries s ON s.drift_id = o.drift_id
	  LEFT JOIN (drift_occurrences before JOIN drift_summaries of ON of.drift_id = before.drift_id)
	    ON before.drift_id = s.supersedes AND before.scan_id = o.scan_id
	  WHERE o.scan_id = @scan AND NOT EXISTS (SELECT FROM drift_occurrences after WHERE after.drift_id = s.superseded_by AND after.scan_id = o.scan_id)
	  UNION ALL
	  SELECT a.drift_id, s.address, s.resource_type, s.resource_id, s.next_apply, 'resolved'
	  FROM audit_logs a, drift_summaries s
	  WHERE a.action = @resolved AND a.created_at BETWEEN @begun AND @over
	    AND a.details->>'scanId' = CAST(@scan AS text) AND s.drift_id = a.drift_id
	)
	SELECT e.drift_id, e.address, e.resource_type, e.resource_id, e.outcome, e.next_apply, d.severity, d.status, ` + isOpen("d") + ` AS open, d.actual_state = '{}' AS gone,
	  COALESCE(s.kind, 'unknown') AS kind, s.supersedes, s.superseded_by, count(*) OVER () AS total, places.number,
	  COALESCE((SELECT jsonb_agg(place) FROM (SELECT jsonb_array_elements(places.list) AS place LIMIT @shown) AS first), '[]') AS places, ` + gravestOf("s.changes", "@shown") + ` AS grave
	FROM seen e JOIN drifts d ON d.id = e.drift_id LEFT JOIN drift_summaries s ON s.drift_id = e.drift_id
	CROSS JOIN LATERAL (SELECT CASE WHEN s.places <> '[]' THEN s.places
	  ELSE to_jsonb(changed_keys(d.difference)) END AS list) AS every
	CROSS JOIN LATERAL (SELECT every.list, jsonb_array_length(every.list) AS number) AS places
	ORDER BY e.outcome = 'resolved', array_position(ARRAY['critical', 'warning', 'info'], d.severity::text), e.address, e.drift_id LIMIT @most`

// Before gives the scan of the same scope and tool that looked last before a scan; nil
// where there is none.
func (r ScanReader) Before(ctx context.Context, scan models.Scan) (*models.Scan, error) {
	var found []models.Scan
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Omit("coverage", "left_out").Where("scope = ? AND source = ? AND (scanned_at, created_at) < (?, ?)", scan.Scope, scan.Source, scan.ScannedAt, scan.CreatedAt).
			Order("scanned_at DESC, created_at DESC").Limit(1).Find(&found).Error
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}
