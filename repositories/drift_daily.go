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
// many were open at its end. One whose place another took was not resolved, and those of
// resources that no code knows do not count. It fails with [models.ErrInvalid] where until does not
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
	Closed   int64 // approved, or resolved without having been approved or after the approval had ended; less those whose approval ended
}

func (r DriftReader) events(ctx context.Context, first, end time.Time) ([]driftEvents, error) {
	var events []driftEvents
	// One part for each thing that happens; each has an index that answers it alone. A
	// drift that was detected ahead of the clock, and decided before then, closes when it
	// opens.
	all := func(sign int, of string) string {
		return fmt.Sprintf(`
			SELECT GREATEST(detected_at, @before) AS at, severity, %[1]d AS opened, 0 AS resolved, 0 AS closed FROM drifts WHERE detected_at < @end%[2]s
			UNION ALL SELECT GREATEST(resolved_at, @before), severity, 0, %[1]d, 0 FROM drifts WHERE resolved_at < @end%[2]s
			UNION ALL SELECT GREATEST(approved_at, detected_at, @before), severity, 0, 0, %[1]d FROM drifts WHERE approved_at < @end%[2]s
			UNION ALL SELECT GREATEST(resolved_at, detected_at, @before), severity, 0, 0, %[1]d FROM drifts WHERE resolved_at < @end AND approved_at IS NULL%[2]s
			UNION ALL SELECT GREATEST(ends_at, detected_at, @before), severity, 0, 0, -(%[1]d) FROM `+termed+`
			  WHERE ends_at < @end AND ends_at <= CURRENT_TIMESTAMP AND COALESCE(resolved_at > ends_at, true)%[2]s
			UNION ALL SELECT GREATEST(resolved_at, detected_at, @before), severity, 0, 0, %[1]d FROM `+termed+`
			  WHERE ends_at < @end AND ends_at <= CURRENT_TIMESTAMP AND resolved_at > ends_at AND resolved_at < @end%[2]s`,
			sign, of)
	}
	marked := func(how string) string { return " AND id IN (SELECT drift_id FROM drift_summaries WHERE " + how + ")" }
	// The few that do not count are taken off again.
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT date_trunc('day', at, 'UTC') AS day, severity,
			       sum(opened) AS opened, sum(resolved) AS resolved, sum(closed) AS closed
			FROM (`+all(1, "")+`
			  UNION ALL `+all(-1, marked("kind = 'unmanaged'"))+`
			  UNION ALL SELECT GREATEST(resolved_at, @before), severity, 0, -1, 0 FROM drifts
			    WHERE resolved_at < @end`+marked("superseded_by IS NOT NULL AND kind <> 'unmanaged'")+`) AS event
			GROUP BY day, severity ORDER BY day, severity`,
			map[string]any{"before": first.AddDate(0, 0, -1), "end": end}).Scan(&events).Error
	})
	return events, err
}

// termed are the approved drifts whose approvals end, one after the other: they are few.
const termed = "approval_terms CROSS JOIN LATERAL (SELECT id, severity, detected_at, resolved_at FROM drifts WHERE id = drift_id LIMIT 1) AS drifts"

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
