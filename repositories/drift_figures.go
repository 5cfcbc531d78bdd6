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

// Overview counts the drifts that the filter keeps by status and severity, and
// sums up what those cost a month of which that is known. It fails with [models.ErrInvalid].
func (r DriftReader) Overview(ctx context.Context, f models.DriftFilter) (models.DriftOverview, error) {
	overview := models.DriftOverview{Groups: []models.DriftGroup{}}
	if err := f.Validate(); err != nil {
		return overview, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		var groups []dated
		const sums = "count(*) AS drifts, sum(cost_impact_monthly) AS cost, count(*) - count(cost_impact_monthly) AS unknown, min(detected_at) AS oldest"
		marked := driftsThat(db, f).Joins("JOIN (" + marks + ") AS mark ON mark.drift_id = drifts.id").
			Where("status = 'resolved' OR unmanaged OR ended").
			Select("status, severity, status = 'resolved' AND superseded AS superseded, unmanaged, ended, " + sums).Group("1, 2, 3, 4, 5")
		// All of them are counted by an index alone, and the few that are marked taken off.
		err := db.Raw(`WITH every AS (?), marked AS (?), taken AS (
			  SELECT status, severity, sum(drifts) AS drifts, sum(cost) AS cost, sum(unknown) AS unknown FROM marked GROUP BY 1, 2)
			SELECT status, false AS superseded, false AS unmanaged, false AS ended, severity, every.drifts - COALESCE(taken.drifts, 0) AS drifts,
			  every.cost - COALESCE(taken.cost, 0) AS cost_monthly, every.unknown - COALESCE(taken.unknown, 0) AS cost_unknown, every.oldest
			FROM every LEFT JOIN taken USING (status, severity)
			UNION ALL SELECT status, superseded, unmanaged, ended, severity, drifts, cost, unknown, oldest FROM marked`,
			driftsThat(db, f).Select("status, severity, "+sums).Group("1, 2"), marked).Scan(&groups).Error
		if err != nil {
			return err
		}
		var mixed bool
		overview.OldestOpen, mixed = oldestOpen(groups)
		if mixed {
			var oldest sql.NullTime
			err = driftsThat(db, f).Where(isOpen("drifts") + " AND " + managed).Select("min(detected_at)").Row().Scan(&oldest)
			if overview.OldestOpen = nil; oldest.Valid {
				at := oldest.Time.UTC()
				overview.OldestOpen = &at
			}
		}
		for _, g := range groups {
			if g.Drifts > 0 {
				overview.Groups = append(overview.Groups, g.DriftGroup)
			}
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

// marks are the drifts that are counted apart, by what they are.
const marks = "SELECT drift_id, superseded_by IS NOT NULL AS superseded, kind = 'unmanaged' AS unmanaged, drift_id = ANY(" + ended + ") AS ended" +
	" FROM drift_summaries WHERE superseded_by IS NOT NULL OR kind = 'unmanaged'" +
	" UNION ALL SELECT drift_id, false, false, true FROM unnest(" + ended + ") AS without(drift_id)" +
	" WHERE NOT EXISTS (SELECT FROM drift_summaries s WHERE s.drift_id = without.drift_id AND (superseded_by IS NOT NULL OR kind = 'unmanaged'))"

// dated is a group with when the oldest of its drifts was detected.
type dated struct {
	models.DriftGroup
	Oldest time.Time
}

// oldestOpen gives the time of the oldest open drift; mixed says that it may be that of
// one of a resource that no code knows.
func oldestOpen(groups []dated) (at *time.Time, mixed bool) {
	for _, g := range groups {
		if !g.Open() {
			continue
		}
		if oldest := g.Oldest.UTC(); at == nil || oldest.Before(*at) {
			at = &oldest
		}
		mixed = mixed || g.Unmanaged
	}
	return at, mixed
}

// managed keeps the drifts that are not of resources which no code knows.
const managed = "NOT EXISTS (SELECT FROM drift_summaries WHERE drift_id = drifts.id AND kind = 'unmanaged')"

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
		return between(db.Model(&models.Drift{}), "resolved_at", since, until).Where("resolved_at IS NOT NULL").
			Where("NOT EXISTS (SELECT FROM drift_summaries WHERE drift_id = drifts.id AND (superseded_by IS NOT NULL OR kind = 'unmanaged'))").
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
