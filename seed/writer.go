package seed

import (
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// The tables as ids count them.
const (
	seedUsers    = repositories.SeedUsers
	seedDrifts   = repositories.SeedDrifts
	seedScans    = repositories.SeedScans
	seedAlerts   = repositories.SeedAlerts
	seedAudit    = repositories.SeedAudit
	seedCosts    = repositories.SeedCosts
	seedSessions = repositories.SeedSessions
)

// writer makes rows, one scope after the other.
type writer struct {
	r      *rand.Rand
	estate *estate
	rows   *repositories.Rows

	// today is the midnight (UTC) before the last scans; the story ends dawn hours
	// after it, which is not after now.
	now, today time.Time
	brief      bool // few scans and costs, for many drifts
	randomSeed uint64
	counts     [seedSessions + 1]uint64
}

// dawn is when the last nightly scans are imported.
const dawn = 5 * time.Hour

// id is the next id of a table.
func (w *writer) id(table repositories.SeedTable) uuid.UUID {
	w.counts[table]++
	return repositories.SeedID(w.randomSeed, table, w.counts[table])
}

func (w *writer) audit(row models.AuditLog) {
	row.ID = w.id(seedAudit)
	w.rows.Audit = append(w.rows.Audit, row)
}

// office gives a moment of the day's office hours, at or after t's own time of day.
func (w *writer) office(t time.Time) time.Time {
	day := t.Truncate(24 * time.Hour)
	opens, closes := day.Add(8*time.Hour), day.Add(17*time.Hour)
	switch {
	case t.Before(opens):
		t = opens.Add(w.within(3 * time.Hour))
	case t.After(closes):
		t = opens.Add(24*time.Hour + w.within(3*time.Hour))
	}
	return t.Add(w.within(time.Hour)).Truncate(time.Millisecond)
}

// within draws a duration up to d.
func (w *writer) within(d time.Duration) time.Duration {
	return time.Duration(w.r.Int64N(int64(d)))
}

func (w *writer) chance(percent int) bool { return w.r.IntN(100) < percent }

// often is a percentage that is lower for many drifts.
func (w *writer) often(percent int) int {
	if w.brief {
		return percent / 3
	}
	return percent
}
