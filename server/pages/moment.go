package pages

import (
	"html/template"
	"time"

	"github.com/clouddrift/guardian/models"
)

// moment is a time as a page shows it.
type moment struct {
	ISO string // for <time datetime>
	UTC string // 2026-11-23 03:04 UTC
	Ago string // 3 h ago

	Past bool // it is over
}

func momentOf(now, t time.Time) moment {
	t = t.UTC()
	return moment{t.Format(time.RFC3339), t.Format("2006-01-02 15:04") + " UTC", ago(now.Sub(t)), !t.After(now)}
}

// untilOf is when an approval ends, nil for never.
func untilOf(now time.Time, ends *time.Time) *moment {
	if ends == nil {
		return nil
	}
	m := momentOf(now, *ends)
	return &m
}

// ago says how long ago something was, in the largest unit that is at least
// two of its kind, so that little is lost: 90 minutes are 90 min, 36 hours 36 h.
func ago(d time.Duration) string {
	if d < 0 {
		if d > -time.Minute {
			return "now" // a clock a little ahead
		}
		return "in " + span(-d)
	}
	if d < time.Minute {
		return "just now"
	}
	return span(d) + " ago"
}

func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 2*time.Hour:
		return count(int64(d/time.Minute), "min")
	case d < 2*day:
		return count(int64(d/time.Hour), "h")
	case d < 60*day:
		return count(int64(d/day), "d")
	case d < 2*365*day:
		return count(int64(d/(30*day)), "mo")
	}
	return count(int64(d/(365*day)), "y")
}

// timeTag writes a moment: how long ago, and the time itself.
func timeTag(m moment) template.HTML {
	return template.HTML(`<time datetime="` + m.ISO + `"><span class="ago">` + m.Ago + `</span> <span class="utc">` + m.UTC + `</span></time>`)
}

// due is by when a drift is to be resolved.
type due struct {
	When    moment
	Overdue bool
	By      string // how long it is overdue, where it is
	date    time.Time
}

// at counts how long it was overdue up to a moment.
func (d *due) at(moment time.Time) {
	if d != nil {
		d.By = span(moment.Sub(d.date))
	}
}

// dueOf is nil where no rule says when, and of a drift that is resolved.
func dueOf(now time.Time, d models.SeenDrift) *due {
	if d.Seen.DueAt == nil || d.Status == models.StatusResolved {
		return nil
	}
	return &due{momentOf(now, *d.Seen.DueAt), d.Overdue(), span(now.Sub(*d.Seen.DueAt)), *d.Seen.DueAt}
}
