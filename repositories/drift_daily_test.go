package repositories_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestDaily(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.may()
	days, err := l.Drifts.Daily(t.Context(), *at(2, 5), *at(4, 1))
	l.ok(err)
	// Day, opened, resolved, open; critical, warning and info each.
	want := []models.DriftDay{
		{Day: *at(2, 0), Opened: models.SeverityCounts{Critical: 1, Warning: 2}, Resolved: models.SeverityCounts{Warning: 1}, Open: models.SeverityCounts{Critical: 2, Warning: 1}},
		{Day: *at(3, 0), Open: models.SeverityCounts{Critical: 1}},
		{Day: *at(4, 0), Opened: models.SeverityCounts{Info: 1}, Resolved: models.SeverityCounts{Warning: 1}, Open: models.SeverityCounts{Critical: 1, Info: 1}},
	}
	if fmt.Sprint(days) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", days, want)
	}
	if last := days[2].Open; last.Total() != 2 {
		t.Errorf("open in all: %d", last.Total())
	}
	one, err := l.Drifts.Daily(t.Context(), *at(3, 0), *at(4, 0)) // until's midnight is left out
	l.ok(err)
	if len(one) != 1 || !one[0].Day.Equal(*at(3, 0)) {
		t.Errorf("one day: %v", one)
	}
	for _, bad := range [][2]time.Time{{*at(3, 0), *at(3, 0)}, {*at(3, 0), *at(1, 0)}, {at(3, 0).AddDate(-11, 0, 0), *at(3, 0)}} {
		_, err := l.Drifts.Daily(t.Context(), bad[0], bad[1])
		fails(t, err, models.ErrInvalid)
	}
}

// A drift whose detection lies ahead of what was decided about it was never open;
// it takes nothing from the others.
func TestDailyOfDriftsAheadOfTheClock(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.row(models.SeverityWarning, models.StatusDetected, *at(1, 0), nil, nil, nil)
	l.row(models.SeverityWarning, models.StatusResolved, *at(3, 5), nil, at(2, 5), nil)
	l.row(models.SeverityCritical, models.StatusApproved, *at(20, 0), at(2, 5), nil, nil)
	l.row(models.SeverityInfo, models.StatusResolved, *at(4, 0), at(2, 5), at(3, 5), nil)
	days, err := l.Drifts.Daily(t.Context(), *at(2, 0), *at(5, 0))
	l.ok(err)
	want := []models.DriftDay{
		{Day: *at(2, 0), Resolved: models.SeverityCounts{Warning: 1}, Open: models.SeverityCounts{Warning: 1}},
		{Day: *at(3, 0), Opened: models.SeverityCounts{Warning: 1}, Resolved: models.SeverityCounts{Info: 1}, Open: models.SeverityCounts{Warning: 1}},
		{Day: *at(4, 0), Opened: models.SeverityCounts{Info: 1}, Open: models.SeverityCounts{Warning: 1}},
	}
	if fmt.Sprint(days) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", days, want)
	}
}
