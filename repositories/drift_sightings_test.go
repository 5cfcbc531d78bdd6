package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestSightings(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	seen, unseen := l.detect("s").DriftID, l.drift()
	l.detect("s", func(in *models.Detection) { in.NextApply = models.NextApplyUnknown })
	got, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{seen, unseen.ID, someID})
	l.ok(err)
	if s := got[seen]; len(got) != 3 || s.Occurrences != 2 || !s.FirstSeen.Before(s.LastSeen) || s.NextApply != models.NextApplyRevert || !s.NextApplyAt.Equal(s.FirstSeen) || s.Scope != "s" || s.Tool != "terraform" || s.Address != "aws_instance.web" {
		t.Errorf("seen: %+v", got[seen])
	}
	if s := got[unseen.ID]; s.Occurrences != 0 || !s.FirstSeen.Equal(unseen.DetectedAt) || !s.LastSeen.Equal(unseen.DetectedAt) || s.NextApply != models.NextApplyUnknown || s.Kind != models.KindUnknown {
		t.Errorf("seen by no scan: %+v", s)
	}
	if s := got[someID]; s.Occurrences != 0 || !s.FirstSeen.IsZero() || s.NextApply != models.NextApplyUnknown {
		t.Errorf("no drift: %+v", s)
	}
	if none, err := l.Drifts.Sightings(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %v, %v", none, err)
	}
}

// The newest sighting comes first, and a page ends where the next begins.
func TestOccurrences(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id := l.detect("s").DriftID
	for range 4 {
		l.detect("s")
	}
	var last time.Time
	request, n := models.PageRequest{Limit: 2}, 0
	for {
		page, err := l.Drifts.Occurrences(t.Context(), id, request)
		l.ok(err)
		for _, o := range page.Items {
			if n > 0 && !o.SeenAt.Before(last) {
				t.Errorf("%v follows %v", o.SeenAt, last)
			}
			last = o.SeenAt
			n++
		}
		if request.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	if n != 5 {
		t.Errorf("%d occurrences", n)
	}
	if page, err := l.Drifts.Occurrences(t.Context(), someID, models.PageRequest{}); err != nil || page.Total != 0 {
		t.Errorf("of no drift: %+v, %v", page, err)
	}
}
