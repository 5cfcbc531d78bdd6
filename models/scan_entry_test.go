package models_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestCompareScans(t *testing.T) {
	t.Parallel()
	ids := map[string]uuid.UUID{}
	entry := func(name string, change ...func(*models.ScanEntry)) models.ScanEntry {
		if ids[name] == uuid.Nil {
			ids[name] = uuid.New()
		}
		e := models.ScanEntry{DriftID: ids[name], Address: name, Outcome: models.ScanRepeated}
		for _, c := range change {
			c(&e)
		}
		return e
	}
	resolved := func(e *models.ScanEntry) { e.Outcome = models.ScanResolved }
	after := func(name string) func(*models.ScanEntry) {
		return func(e *models.ScanEntry) { old := ids[name]; e.Supersedes = &old }
	}
	before := []models.ScanEntry{entry("stays"), entry("goes"), entry("is resolved"), entry("was"), entry("resolved before", resolved)}
	c := models.CompareScans(before, []models.ScanEntry{
		entry("stays"), entry("new"), entry("is resolved", resolved), entry("is", after("was")), entry("took another's place", after("new")),
		entry("resolved before"),
	})
	names := func(entries []models.ScanEntry) (text string) {
		for _, e := range entries {
			text += e.Address + ";"
		}
		return text
	}
	got := names(c.Came) + "|" + names(c.Further) + "|" + names(c.Stayed) + "|" + names(c.Went)
	if want := "new;took another's place;resolved before;|is;|stays;|goes;is resolved;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestScanEntryWords(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	for want, e := range map[string]models.ScanEntry{
		"gone/detected":      {Gone: true, Status: models.StatusDetected},
		"unmanaged/resolved": {Gone: true, Kind: models.KindUnmanaged, Status: models.StatusResolved},
		"/superseded":        {Status: models.StatusResolved, SupersededBy: &id},
		"/approved":          {Kind: models.KindState, Status: models.StatusApproved},
	} {
		if got := string(e.Whole()) + "/" + e.StatusWord(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
