package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/google/uuid"
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

func TestNames(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	seen := l.detect("s")
	unseen := l.drift(func(in *models.CreateDriftInput) { in.ResourceID = "i-9" })
	names, err := l.Drifts.Names(t.Context(), []uuid.UUID{unseen.ID, someID})
	l.ok(err)
	if len(names) != 1 || names[unseen.ID].ResourceID != "i-9" {
		t.Errorf("drifts %v", names)
	}
	people, err := l.Users.Names(t.Context(), []uuid.UUID{l.viewer, someID})
	l.ok(err)
	if len(people) != 1 || people[l.viewer] != "viewer@example.com" {
		t.Errorf("users %v", people)
	}
	reader := repositories.NewReader(l.db, time.Minute)
	before, err := reader.Snapshot(t.Context())
	l.ok(err)
	l.ok(l.move(seen.DriftID, models.StatusApproved))
	if after, err := reader.Snapshot(t.Context()); err != nil || after == before {
		t.Errorf("a change is not noticed: %s, %v", after, err)
	}
	if reader.Pool().Max == 0 || l.Reader().Pool().Max != reader.Pool().Max {
		t.Errorf("pools of %d and %d", reader.Pool().Max, l.Reader().Pool().Max)
	}
}
