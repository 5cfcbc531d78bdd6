package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestFindRecentDuplicate(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	recent := func(minutes int) models.Drift {
		return l.drift(func(in *models.CreateDriftInput) {
			in.DetectedAt = l.now().Add(-time.Duration(minutes) * time.Minute)
		})
	}
	recent(90)
	_, err := l.Drifts.FindRecentDuplicate(t.Context(), "i-1", "EC2", 0) // an hour
	fails(t, err, models.ErrNotFound)
	older, newer := recent(50), recent(40)
	l.ok(l.move(newer.ID, models.StatusTriaged))
	got, err := l.Drifts.FindRecentDuplicate(t.Context(), "i-1", "EC2", 0)
	l.ok(err)
	if got.ID != newer.ID {
		t.Errorf("got %v, want the newest", got.ID)
	}
	l.ok(l.move(newer.ID, models.StatusRejected)) // no longer one
	got, err = l.Drifts.FindRecentDuplicate(t.Context(), "i-1", "EC2", 2*time.Hour)
	l.ok(err)
	if got.ID != older.ID {
		t.Errorf("got %v, want the older", got.ID)
	}
	for _, other := range [][2]string{{"i-2", "EC2"}, {"i-1", "RDS"}} {
		_, err := l.Drifts.FindRecentDuplicate(t.Context(), other[0], other[1], time.Hour)
		fails(t, err, models.ErrNotFound)
	}
	_, err = l.Drifts.FindRecentDuplicate(t.Context(), "i-1", "EC2", -time.Second)
	fails(t, err, models.ErrInvalid, "within")
	_, err = l.Drifts.FindRecentDuplicate(t.Context(), "i\x00", "EC2", time.Second)
	fails(t, err, models.ErrInvalid, "resourceId")
}
