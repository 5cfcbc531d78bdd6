package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestLineage(t *testing.T) {
	t.Parallel()
	if predecessorOf(now, nil) != nil {
		t.Error("nothing was there before, and it shows")
	}
	approved := &models.Relative{ID: miraID, Status: models.StatusApproved, Superseded: true, Reason: ptr("It may stay."), DecidedByEmail: &mira, DecidedAt: &now}
	if r := predecessorOf(now, approved); r.Status != "which was approved" || r.By != mira || r.Reason != "It may stay." || r.Href != "/debug/drifts/"+miraID.String() || r.When == nil {
		t.Errorf("%+v", r)
	}
	left := *approved
	left.Deactivated = true
	if r := predecessorOf(now, &left); r.By != mira+" (deactivated)" {
		t.Errorf("who may no longer act is %s", r.By)
	}
	if r := successorOf(now, &models.Relative{ID: miraID, Status: models.StatusDetected}); r.Status != "which is detected" || r.When != nil || r.By != "" {
		t.Errorf("%+v", r)
	}
	if r := successorOf(now, &models.Relative{ID: miraID}); r.Href != "" || r.Status != "which is deleted by now" {
		t.Errorf("%+v", r)
	}

	d := group()
	d.Supersedes = approved
	page, err := Drift(now, d, time.Time{}, Address{})
	if err != nil {
		t.Fatal(err)
	}
	shows(t, page, `It took the place of <a href="/debug/drifts/`+miraID.String()+`">an earlier drift</a>, which was approved by <bdi>mira@example.com</bdi>`, "It may stay.")

	d = group()
	d.Drift.Status, d.Drift.ResolvedAt, d.Drift.ResolvedHow = models.StatusResolved, &now, ptr(models.ResolvedAcknowledged)
	d.Sighting.SupersededBy, d.SupersededBy = &miraID, &models.Relative{ID: miraID, Status: models.StatusTriaged}
	d.Audit.Items = []models.AuditLog{{Action: models.ActionDriftSuperseded, Details: models.JSON(`{"supersededBy":"` + miraID.String() + `"}`), CreatedAt: now}}
	if page, err = Drift(now, d, time.Time{}, Address{}); err != nil {
		t.Fatal(err)
	}
	shows(t, page, `<span class="status superseded">`, `Its place was taken by <a href="/debug/drifts/`+miraID.String()+`">a newer drift</a>, which is triaged`)
	if body := shows(t, page, "Superseded"); strings.Contains(body, "Resolved") || strings.Contains(body, `status resolved`) {
		t.Error("what was superseded is called resolved")
	}
}
