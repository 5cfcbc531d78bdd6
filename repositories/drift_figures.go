package repositories

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Overview counts all drifts by status and severity, and sums up what those cost a
// month of which that is known. It reads what the triggers of the ledger keep: sums, and a
// row each of the few drifts whose approval has ended.
func (r DriftReader) Overview(ctx context.Context) (models.DriftOverview, error) {
	overview := models.DriftOverview{Groups: []models.DriftGroup{}}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		const one = "status, severity, unmanaged, superseded, %s AS ended, %d, %[2]d * COALESCE(cost, 0), CASE WHEN cost IS NULL THEN %[2]d ELSE 0 END FROM counted_drifts WHERE drift_id = ANY(" + ended + ")"
		err := db.Raw(`
			SELECT status, severity, status = 'resolved' AND superseded AS superseded, unmanaged, ended,
			  sum(drifts) AS drifts, sum(cost) AS cost_monthly, sum(cost_unknown) AS cost_unknown
			FROM (SELECT status, severity, unmanaged, superseded, false AS ended, drifts, cost, cost_unknown FROM drift_counts
			  UNION ALL SELECT ` + fmt.Sprintf(one, "false", -1) + `
			  UNION ALL SELECT ` + fmt.Sprintf(one, "true", 1) + `) AS counted
			GROUP BY 1, 2, 3, 4, 5 HAVING sum(drifts) > 0`).Scan(&overview.Groups).Error
		if err != nil {
			return err
		}
		var oldest sql.NullTime
		err = db.Raw("SELECT LEAST((SELECT min(detected_at) FROM counted_drifts WHERE " + counted + "), " +
			"(SELECT min(detected_at) FROM counted_drifts WHERE NOT unmanaged AND drift_id = ANY(" + ended + ")))").Row().Scan(&oldest)
		if oldest.Valid {
			at := oldest.Time.UTC()
			overview.OldestOpen = &at
		}
		return err
	})
	place := func(g models.DriftGroup) int {
		p := 10*slices.Index(models.StatusWords(), g.Word()) + slices.Index(models.Severities(), g.Severity)
		if g.Unmanaged {
			p += 5
		}
		return p
	}
	slices.SortFunc(overview.Groups, func(a, b models.DriftGroup) int { return place(a) - place(b) })
	return orNone(overview, err)
}

// TopKeys gives the places that differ in the most drifts, at most limit of them (1
// to 500): as the scans judged the changes, their paths with each index as [*] and
// without the noise; of a drift that no scan saw, the keys of its difference. A
// resource that is gone counts for none. It looks at the [models.KeySample] drifts
// detected last among those that the filter keeps. It fails with [models.ErrInvalid].
func (r DriftReader) TopKeys(ctx context.Context, f models.DriftFilter, limit int) ([]models.KeyCount, error) {
	keys := []models.KeyCount{}
	if err := f.Validate(); err != nil {
		return keys, err
	}
	if err := models.CheckLimit(limit); err != nil {
		return keys, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		newest := driftsThat(db, f).
			Select(`difference, actual_state <> '{}' AS there,
				COALESCE((SELECT places FROM drift_summaries WHERE drift_id = drifts.id), '[]') AS places`).
			Order("detected_at DESC, id DESC").Limit(models.KeySample)
		return db.Table("(?) AS newest", newest).
			Joins(`CROSS JOIN LATERAL (
				SELECT jsonb_array_elements_text(places) AS key
				UNION ALL SELECT jsonb_object_keys(difference) WHERE places = '[]') AS place`).
			Where("there").Select("key, count(*) AS drifts").Group("key").Order("drifts DESC, key").Limit(limit).Scan(&keys).Error
	})
	return orNone(keys, err)
}

// ResolutionTimes tells how long it took to resolve the drifts that were resolved
// since (inclusive) and before until, zero meaning no bound: all of them first,
// then each severity that has one, the gravest first. A drift whose place
// another took was not put right, so it does not count, nor does one of a resource that
// no code knows. It fails with [models.ErrInvalid].
func (r DriftReader) ResolutionTimes(ctx context.Context, since, until time.Time) ([]models.ResolutionTime, error) {
	times := []models.ResolutionTime{}
	if err := (models.DriftFilter{Since: since, Until: until}).Validate(); err != nil {
		return times, err
	}
	var rows []struct {
		Severity    *models.Severity
		Drifts      int64
		Median, P90 float64 // seconds
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		const share = "percentile_cont(%s) WITHIN GROUP (ORDER BY GREATEST(extract(epoch FROM resolved_at - detected_at), 0)) AS %s"
		return between(db.Table("counted_drifts"), "resolved_at", since, until).
			Where("resolved_at IS NOT NULL AND NOT unmanaged AND NOT superseded").
			Select("severity, count(*) AS drifts, " + fmt.Sprintf(share, "0.5", "median") + ", " + fmt.Sprintf(share, "0.9", "p90")).
			Group("GROUPING SETS ((), (severity))").Having("count(*) > 0").Order("severity IS NOT NULL, " + gravity + " DESC").
			Scan(&rows).Error
	})
	for _, row := range rows {
		t := models.ResolutionTime{Drifts: row.Drifts, Median: seconds(row.Median), P90: seconds(row.P90)}
		if row.Severity != nil {
			t.Severity = *row.Severity
		}
		times = append(times, t)
	}
	return orNone(times, err)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// between bounds a time column: since inclusive, until exclusive, zero no bound.
func between(db *gorm.DB, column string, since, until time.Time) *gorm.DB {
	if !since.IsZero() {
		db = db.Where(column+" >= ?", since.UTC())
	}
	if !until.IsZero() {
		db = db.Where(column+" < ?", until.UTC())
	}
	return db
}
