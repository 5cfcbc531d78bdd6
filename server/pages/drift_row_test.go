package pages

import (
	"testing"

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
