package models_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// What counts stands the gravest first, else in its order; noise stands apart.
func TestCounting(t *testing.T) {
	t.Parallel()
	d := models.Dossier{Changes: []models.JudgedChange{
		{Path: "a", Severity: models.SeverityInfo}, {Path: "b", Severity: models.SeverityWarning}, {Path: "c", Noise: "empty"},
		{Path: "d", Severity: models.SeverityCritical}, {Path: "e", Severity: models.SeverityWarning},
	}}
	spell := func(changes []models.JudgedChange) (paths string) {
		for _, c := range changes {
			paths += c.Path
		}
		return paths
	}
	changes, noise := d.Counting()
	if spell(changes) != "dbea" || spell(noise) != "c" || spell(d.Changes) != "abcde" {
		t.Errorf("%s and %s of %s", spell(changes), spell(noise), spell(d.Changes))
	}
}

// Of the fields that a drift has in lists, the list of occurrences takes the place of
// their number, and the relatives say more.
func TestDossierResponse(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	raw, err := json.Marshal(models.Dossier{
		Sighting: models.Sighting{Occurrences: 3, Supersedes: &id}, Supersedes: &models.Relative{ID: id, Status: models.StatusApproved},
	}.Response())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"occurrenceCount":3`, `"occurrences":[]`, `"changes":[]`, `"noise":[]`, `"supersedes":{"id":"` + id.String() + `","status":"approved"}`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("no %s in %s", want, raw)
		}
	}
}
