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
	// The triggers of the ledger sum up what was done. An approval that has ended opens its
	// drift again, until it is resolved.
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT day, severity, sum(opened) AS opened, sum(resolved) AS resolved, sum(closed) AS closed
			FROM (SELECT GREATEST(day, @before) AS day, severity, opened, resolved, closed FROM drift_days WHERE day < @end
			  UNION ALL SELECT date_trunc('day', GREATEST(ends_at, detected_at, @before), 'UTC'), severity, 0, 0, -1 FROM `+termed+`
			    WHERE ends_at < @end AND ends_at <= CURRENT_TIMESTAMP AND COALESCE(resolved_at > ends_at, true)
			  UNION ALL SELECT date_trunc('day', GREATEST(resolved_at, detected_at, @before), 'UTC'), severity, 0, 0, 1 FROM `+termed+`
			    WHERE ends_at < @end AND ends_at <= CURRENT_TIMESTAMP AND resolved_at > ends_at AND resolved_at < @end) AS event
			GROUP BY 1, 2 ORDER BY 1, 2`,
			map[string]any{"before": first.AddDate(0, 0, -1), "end": end}).Scan(&events).Error
	})
	return events, err
}

// termed are the approved drifts whose approvals end, of resources that code knows, one
// after the other: they are few.
const termed = "approval_terms CROSS JOIN LATERAL (SELECT severity, detected_at, resolved_at FROM counted_drifts" +
	" WHERE counted_drifts.drift_id = approval_terms.drift_id AND NOT unmanaged LIMIT 1) AS drift"

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
