package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestSeenDrift(t *testing.T) {
	t.Parallel()
	other := uuid.New()
	at := time.Date(2026, 1, 1, 2, 0, 0, 0, time.FixedZone("", 3600))
	d := models.SeenDrift{Drift: models.Drift{Status: models.StatusApproved}, Seen: models.Sighting{
		Address: "a.b", Scope: "s", Tool: "terraform", Kind: models.KindState, FirstSeen: at, LastSeen: at, Occurrences: 2,
		NextApply: models.NextApplyKeep, NextApplyAt: &at, Supersedes: &other, Owner: "web", DueAt: &at, Past: true,
	}}
	raw := string(models.MustJSON(d.Response()))
	for _, want := range []string{
		`"address":"a.b","scope":"s","tool":"terraform","kind":"state","firstSeen":"2026-01-01T01:00:00Z","lastSeen":"2026-01-01T01:00:00Z","occurrences":2,`,
		`"nextApply":"keep","nextApplyAt":"2026-01-01T01:00:00Z","owner":"web","dueAt":"2026-01-01T01:00:00Z","overdue":false,"supersedes":{"id":"` + other.String() + `"},"open":false`,
	} {
		if !strings.Contains(raw, want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
	if d.StatusWord() != "approved" || d.Superseded() {
		t.Errorf("%s, superseded %v", d.StatusWord(), d.Superseded())
	}
	d.Status = models.StatusRejected
	if !d.Overdue() || !d.Response().Overdue {
		t.Error("open and past its date, and not overdue")
	}
	email := "mira@example.com"
	d.Seen.ApprovedByEmail, d.Seen.RejectedByEmail, d.RejectedBy = &email, &email, &other
	if r := d.Response(); r.ApprovedByEmail != nil || r.RejectedByEmail != &email {
		t.Errorf("of a drift that was rejected and not yet approved: %v, %v", r.ApprovedByEmail, r.RejectedByEmail)
	}
	d.Status, d.Seen.SupersededBy = models.StatusResolved, &other
	if d.StatusWord() != models.SupersededWord || d.Response().Status != models.StatusResolved {
		t.Errorf("%s, %s", d.StatusWord(), d.Response().Status)
	}
}
