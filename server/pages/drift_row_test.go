package pages

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestDriftRow(t *testing.T) {
	t.Parallel()
	d := group()
	r := driftRowOf(now, d.Drift, d.Sighting)
	if r.Times != "2" || r.Occurrences != "2 times" || r.LastSeen.Ago != "60 min ago" || r.NextApply != models.NextApplyRevert || len(r.Changes) != 1 {
		t.Errorf("%+v", r)
	}
	d.Drift.Status, d.Sighting.Address = models.StatusResolved, d.Drift.ResourceID
	if r := driftRowOf(now, d.Drift, d.Sighting); r.NextApply != "" || r.Address != "" {
		t.Errorf("%+v", r)
	}
	if r := driftRowOf(now, d.Drift, models.Sighting{}); r.LastSeen != nil || r.Scope != "" {
		t.Errorf("%+v", r)
	}
}

// What took the place of another, or was seen before it was known, is older than its detection: each list says so.
func TestRowsSayWhenItWasFirstSeen(t *testing.T) {
	t.Parallel()
	const since = "first seen 5 d ago"
	d := group()
	if r := driftRowOf(now, d.Drift, d.Sighting); r.FirstSeen != nil {
		t.Errorf("detected when it was first seen, and told twice: %+v", r.FirstSeen)
	}
	d.Sighting.FirstSeen = now.Add(-5 * 24 * time.Hour)
	seen := map[uuid.UUID]models.Sighting{driftID: d.Sighting}
	found := models.Page[models.Drift]{Items: []models.Drift{d.Drift}, Total: 1, Page: 1, Limit: 50}
	shows(t, Drifts(now, at(t, "/debug/drifts?status=open"), models.DriftQuery{}, found, seen, false, time.Time{}), since)
	f := figures()
	f.Sightings = seen
	shows(t, Overview(now, f, "", 30), since)
	shows(t, Scope(now, ScopeView{Name: "network/prod", Tools: []models.Scope{network()}, Drifts: found, Sightings: seen}), since)
}
