package repositories

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Daily tells of each UTC day from since's to until's, until's own left out where
// until is its midnight: how many drifts were detected and resolved on it, and how
// many were open at its end. One whose place another took was not resolved. It fails with [models.ErrInvalid] where until does not
// follow since or the days are more than [models.MaxDays].
func (r DriftReader) Daily(ctx context.Context, since, until time.Time) ([]models.DriftDay, error) {
	first, end := midnight(since), midnight(until)
	if end.Before(until) {
		end = end.AddDate(0, 0, 1)
	}
	if err := checkDays(first, end); err != nil {
		return nil, err
	}
	events, err := r.events(ctx, first, end)
	if err != nil {
		return nil, err
	}
	var open models.SeverityCounts
	days := []models.DriftDay{}
	for day := first; day.Before(end); day = day.AddDate(0, 0, 1) {
		d := models.DriftDay{Day: day}
		for len(events) > 0 && !events[0].Day.After(day) {
			e := events[0]
			events = events[1:]
			open.Add(e.Severity, e.Opened-e.Closed)
			if e.Day.Equal(day) {
				d.Opened.Add(e.Severity, e.Opened)
				d.Resolved.Add(e.Severity, e.Resolved)
			}
		}
		d.Open = open
		days = append(days, d)
	}
	return days, nil
}

// driftEvents counts what happened on one day to the drifts of one severity. All
// that happened before the first day stands on the day before it.
type driftEvents struct {
	Day      time.Time
	Severity models.Severity
	Opened   int64 // detected
	Resolved int64
	Closed   int64 // approved, or resolved without having been approved
}

func (r DriftReader) events(ctx context.Context, first, end time.Time) ([]driftEvents, error) {
	var events []driftEvents
	// One part for each thing that happens; each has an index that answers it alone.
	counted := func(column, opened, resolved string) string {
		return fmt.Sprintf(`SELECT GREATEST(%[1]s, @before) AS at, severity, %s AS opened, %s AS resolved, 0 AS closed
			FROM drifts WHERE %[1]s < @end`, column, opened, resolved)
	}
	// A drift that was detected ahead of the clock, and decided before then, closes when
	// it opens.
	closed := func(column, where string) string {
		return fmt.Sprintf(`SELECT GREATEST(%[1]s, detected_at, @before), severity, 0, 0, 1 FROM drifts WHERE %[1]s < @end%s`, column, where)
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT date_trunc('day', at, 'UTC') AS day, severity,
			       sum(opened) AS opened, sum(resolved) AS resolved, sum(closed) AS closed
			FROM (`+counted("detected_at", "1", "0")+`
			  UNION ALL `+counted("resolved_at", "0", "1")+`
			  UNION ALL `+closed("approved_at", "")+`
			  UNION ALL `+closed("resolved_at", " AND approved_at IS NULL")+`
			  UNION ALL `+counted("resolved_at", "0", "-1")+`
			    AND id IN (SELECT drift_id FROM drift_summaries WHERE superseded_by IS NOT NULL)) AS event
			GROUP BY day, severity ORDER BY day, severity`,
			map[string]any{"before": first.AddDate(0, 0, -1), "end": end}).Scan(&events).Error
	})
	return events, err
}

func checkDays(first, end time.Time) error {
	if err := (models.DriftFilter{Since: first, Until: end}).Validate(); err != nil {
		return err
	}
	if !end.After(first) {
		return models.Invalid("until", "must be after since")
	}
	if end.Sub(first) > models.MaxDays*24*time.Hour {
		return models.Invalid("since", fmt.Sprintf("must lie at most %d days before until", models.MaxDays))
	}
	return nil
}

func midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
