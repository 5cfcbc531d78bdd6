package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// More ids than PostgreSQL takes parameters.
func TestManyIDs(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	ids := make([]uuid.UUID, 70_000)
	for i := range ids {
		ids[i] = uuid.New()
	}
	ids[69_000], ids[69_001] = d.ID, l.viewer
	sightings, err := l.Drifts.Sightings(t.Context(), ids)
	l.ok(err)
	drifts, err := l.Drifts.Names(t.Context(), ids)
	l.ok(err)
	users, err := l.Users.Names(t.Context(), ids)
	l.ok(err)
	if len(sightings) != len(ids) || sightings[d.ID].FirstSeen.IsZero() || drifts[d.ID].ResourceID != "i-1" || users[l.viewer] != "viewer@example.com" {
		t.Errorf("%d sightings, %v, %v, %v", len(sightings), sightings[d.ID], drifts, users)
	}
}

// What a scan's writing gives back is what is read: PostgreSQL keeps microseconds.
func TestScanTimesAreAsStored(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	odd := time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)
	made, err := l.Scans.Begin(t.Context(), models.CreateScanInput{
		Scope: "s", Source: "terraform", ScannedAt: odd, ReportTime: odd, DetectedBy: models.DetectedByManual,
	})
	l.ok(err)
	got, err := l.Scans.Get(t.Context(), made.ID)
	l.ok(err)
	if !made.ScannedAt.Equal(got.ScannedAt) || !made.ReportTime.Equal(*got.ReportTime) {
		t.Errorf("made %v and %v, got %v and %v", made.ScannedAt, made.ReportTime, got.ScannedAt, got.ReportTime)
	}
}

// What a call had in hand when it failed was not written, so nobody gets it.
func TestNothingBesideAnError(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.person("taken@example.com")
	drift := input()
	drift.Region = ""
	for _, err := range []error{ // first looks at the results
		first(l.Users.Create(t.Context(), models.CreateUserInput{Email: "taken@example.com", Password: password, Role: models.RoleViewer})),
		first(l.Drifts.Create(t.Context(), drift)),
		first(l.Scans.Begin(t.Context(), models.CreateScanInput{Scope: "s"})),
		first(l.Audit.Append(t.Context(), models.AppendAuditInput{Action: "a", DriftID: &someID})),
		first(l.Costs.Record(t.Context(), costInput(&someID))),
		first(l.Drifts.Get(t.Context(), someID)),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
}
