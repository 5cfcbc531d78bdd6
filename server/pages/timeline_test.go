package pages

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestTimeline(t *testing.T) {
	t.Parallel()
	d := group()
	d.Sighting.FirstSeen = now.Add(-99 * time.Hour)
	d.Supersedes = &models.Relative{}
	d.Drift.ApprovalReason = ptr("It may stay.")
	d.Audit.Items = []models.AuditLog{
		{Action: models.ActionDriftApproved, ActorEmail: &mira, CreatedAt: now.Add(-30 * time.Minute)},
		{Action: models.ActionAlertCreated, CreatedAt: now.Add(-48 * time.Hour)},
		{Action: models.ActionCostRecorded, CreatedAt: now.Add(-47 * time.Hour)},
		{Action: models.ActionDriftDetected, CreatedAt: now.Add(-48 * time.Hour)},
	}
	var got []string
	for _, e := range timeline(now, d) {
		got = append(got, e.Kind+": "+e.What+"|"+e.Who+"|"+e.Why)
	}
	want := []string{
		"seen: First seen, in a form that this drift has since replaced||", "detected: Detected, by the scheduler||", "other: Alert created||", "other: Cost recorded||",
		"seen: Last seen, in 2 scans so far||", "approved: Approved|mira@example.com|It may stay.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	d.Supersedes = nil // but a report that came late had seen it before
	if first := timeline(now, d)[0]; first.What != "First seen, as a report told that came later" {
		t.Errorf("%+v", first)
	}
}
