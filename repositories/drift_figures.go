package repositories

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
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
		err = db.Raw("SELECT min(detected_at) FROM (" + eachSeverity("SELECT detected_at FROM counted_drifts WHERE "+counted+" ORDER BY detected_at LIMIT 1") +
			" UNION ALL SELECT detected_at FROM counted_drifts WHERE NOT unmanaged AND drift_id = ANY(" + ended + ")) AS open").Row().Scan(&oldest)
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

// severityWords are the severities in SQL, between quotes.
var severityWords = strings.Join(models.Texts(models.Severities()), "', '")

// eachSeverity asks something of the counted drifts of each severity, of which an index has
// one after the other.
func eachSeverity(question string) string {
	return "SELECT of_one.* FROM unnest(ARRAY['" + severityWords + "']::varchar[]) AS one(severity) CROSS JOIN LATERAL (" +
		strings.Replace(question, " WHERE ", " WHERE counted_drifts.severity = one.severity AND ", 1) + ") AS of_one"
}

// OpenNow counts the open drifts that were detected since newSince, by what the next apply does, and
// that are overdue, those of resources that no code knows in the last alone.
func (r DriftReader) OpenNow(ctx context.Context, newSince time.Time) (models.OpenCount, error) {
	count := models.OpenCount{NextApply: map[models.NextApply]int64{}}
	for _, answer := range models.NextApplies() {
		count.NextApply[answer] = 0
	}
	var parts []struct {
		NextApply    *models.NextApply
		Drifts       int64
		New, Overdue int64
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT next_apply, sum(drifts)::bigint AS drifts, 0 AS new, 0 AS overdue FROM drift_counts WHERE `+hasOpenStatus("drift_counts")+` AND NOT unmanaged GROUP BY 1
			UNION ALL SELECT NULL, 0, sum(drifts)::bigint, 0 FROM (`+eachSeverity("SELECT count(*) AS drifts FROM counted_drifts WHERE "+counted+" AND detected_at >= @since")+`) AS new
			UNION ALL SELECT NULL, 0, 0, sum(due)::bigint FROM drift_days WHERE day < date_trunc('day', CURRENT_TIMESTAMP, 'UTC') HAVING sum(due) > 0
			UNION ALL SELECT NULL, 0, 0, count(*) FROM counted_drifts WHERE `+hasOpenStatus("counted_drifts")+` AND due_at >= date_trunc('day', CURRENT_TIMESTAMP, 'UTC') AND `+past+`
			UNION ALL SELECT next_apply, CASE WHEN unmanaged THEN 0 ELSE 1 END, CASE WHEN detected_at >= @since AND NOT unmanaged THEN 1 ELSE 0 END, CASE WHEN `+past+` THEN 1 ELSE 0 END
			  FROM counted_drifts WHERE drift_id = ANY(`+ended+`)`, map[string]any{"since": newSince.UTC()}).Scan(&parts).Error
	})
	for _, p := range parts {
		if p.NextApply != nil {
			count.NextApply[*p.NextApply] += p.Drifts
		}
		count.New, count.Overdue = count.New+p.New, count.Overdue+p.Overdue
	}
	return orNone(count, err)
}

// Worst gives the open drifts that want looking at first, at most limit of them (1 to 500):
// the gravest of resources that code knows, and of these the newest. It fails with
// [models.ErrInvalid].
func (r DriftReader) Worst(ctx context.Context, limit int) ([]models.Drift, error) {
	worst := []models.Drift{}
	if err := models.CheckLimit(limit); err != nil {
		return worst, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		const columns, order = "SELECT drift_id, severity, detected_at FROM counted_drifts WHERE ", " ORDER BY detected_at DESC, drift_id DESC LIMIT ?"
		return db.Where("id IN (SELECT drift_id FROM (SELECT drift_id, row_number() OVER (ORDER BY "+gravity+" DESC, detected_at DESC, drift_id DESC) AS place FROM ("+
			eachSeverity(columns+counted+order)+" UNION ALL "+columns+"NOT unmanaged AND drift_id = ANY("+ended+")) AS open) AS placed WHERE place <= ?)", limit, limit).
			Order(gravity + " DESC, detected_at DESC, id DESC").Find(&worst).Error
	})
	return orNone(worst, err)
}

// EndingNext gives the approved drifts whose approval ends in the next [models.EndingDays], at most limit of them (1 to
// 500), the next to end first. It fails with [models.ErrInvalid].
func (r DriftReader) EndingNext(ctx context.Context, limit int) ([]models.Drift, error) {
	next := []models.Drift{}
	if err := models.CheckLimit(limit); err != nil {
		return next, err
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Joins("JOIN approval_terms ON drift_id = drifts.id").Where("drifts.status = 'approved' AND " + ending).
			Order("ends_at, drift_id").Limit(limit).Find(&next).Error
	})
	return orNone(next, err)
}

// hasState says that an actual state is not empty, of most by its size: to compare it, PostgreSQL would unpack each that is large,
// which took a quarter of the time. An empty object has 8 bytes at most.
const hasState = "(pg_column_size(actual_state) > 8 OR actual_state <> '{}')"

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
			Select(`difference, ` + hasState + ` AS there,
				COALESCE((SELECT places FROM drift_summaries WHERE drift_id = drifts.id), '[]') AS places`).
			Order("detected_at DESC, id DESC").Limit(models.KeySample)
		return db.Table("(?) AS newest", newest).
			Joins(`CROSS JOIN LATERAL (
				SELECT jsonb_array_elements_text(places) AS key
				UNION ALL SELECT unnest(changed_keys(difference)) WHERE places = '[]') AS place`).
			Where("there").Select("key, count(*) AS drifts").Group("key").Order("drifts DESC, key").Limit(limit).Scan(&keys).Error
	})
	return orNone(keys, err)
}

// resolutionTimes takes of the drifts of a severity, and of all, as many shares of 256 as make
// a sample. Chance has dealt them into the shares, by their ids.
var resolutionTimes = `
	WITH resolved AS (
	  SELECT severity, sum(resolved) AS drifts, LEAST(256, ceil(256.0 * @sample / sum(resolved)))::int AS shares
	  FROM drift_days WHERE day >= CAST(@first AS timestamptz) AND day < CAST(@until AS timestamptz)
	  GROUP BY GROUPING SETS ((), (severity)) HAVING sum(resolved) > 0
	)
	SELECT severity, (CASE WHEN shares < 256 THEN resolved.drifts ELSE took.drifts END)::bigint AS drifts, shares < 256 AS sampled, median, p90
	FROM resolved CROSS JOIN LATERAL (
	  SELECT count(*) AS drifts, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median, percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90
	  FROM (SELECT GREATEST(extract(epoch FROM resolved_at - detected_at), 0)::float8 AS seconds FROM counted_drifts
	    WHERE counted_drifts.severity = ANY(CASE WHEN resolved.severity IS NULL THEN ARRAY['` + severityWords + `']::varchar[] ELSE ARRAY[resolved.severity] END)
	      AND (uuid_hash(drift_id) & 255) = ANY(ARRAY(SELECT generate_series(0, shares - 1)))
	      AND resolved_at >= CAST(@since AS timestamptz) AND resolved_at < CAST(@until AS timestamptz)
	      AND resolved_at IS NOT NULL AND NOT unmanaged AND NOT superseded) AS each
	  HAVING count(*) > 0
	) AS took ORDER BY severity IS NOT NULL, ` + gravity + ` DESC`

// ResolutionTimes tells how long it took to resolve the drifts that were resolved
// since (inclusive) and before until, zero meaning no bound: all of them first,
// then each severity that has one, the gravest first. A drift whose place
// another took was not put right, so it does not count, nor does one of a resource that
// no code knows. Where more than [models.ResolutionSample] were resolved in whole UTC days, the times
// are those of so many of them, which chance takes. It fails with [models.ErrInvalid].
func (r DriftReader) ResolutionTimes(ctx context.Context, since, until time.Time) ([]models.ResolutionTime, error) {
	times := []models.ResolutionTime{}
	if err := (models.DriftFilter{Since: since, Until: until}).Validate(); err != nil {
		return times, err
	}
	var rows []struct {
		Severity    *models.Severity
		Drifts      int64
		Sampled     bool
		Median, P90 float64 // seconds
	}
	sample := models.ResolutionSample
	if !wholeDays(since, until) { // there are no sums of parts of days
		sample = math.MaxInt32
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(resolutionTimes, map[string]any{
			"sample": sample,
			"first":  bound(midnight(since), "-infinity"), "since": bound(since, "-infinity"), "until": bound(until, "infinity"),
		}).Scan(&rows).Error
	})
	for _, row := range rows {
		t := models.ResolutionTime{Drifts: row.Drifts, Sampled: row.Sampled, Median: seconds(row.Median), P90: seconds(row.P90)}
		if row.Severity != nil {
			t.Severity = *row.Severity
		}
		times = append(times, t)
	}
	return orNone(times, err)
}

// wholeDays says whether a time runs from a UTC midnight to another, zero being no bound.
func wholeDays(since, until time.Time) bool {
	return midnight(since).Equal(since) && midnight(until).Equal(until)
}

// bound is a time for SQL, or none where it is zero.
func bound(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return t.UTC().Format(time.RFC3339Nano)
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
