package cli

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// What is open after several reports is each drift once, as the last that looked shows it, without what any of them ended.
func TestOpenAfterReports(t *testing.T) {
	t.Parallel()
	both, graded, ended := uuid.UUID{1}, uuid.UUID{2}, uuid.UUID{3}
	night := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	got := openAfter([]importing.Summary{
		{ScannedAt: night.Add(time.Hour), Open: importing.OpenDrifts{both: models.SeverityInfo, graded: models.SeverityWarning}, Ended: []uuid.UUID{ended}},
		{ScannedAt: night, Open: importing.OpenDrifts{both: models.SeverityInfo, graded: models.SeverityCritical, ended: models.SeverityCritical}},
	})
	if want := (importing.OpenDrifts{both: models.SeverityInfo, graded: models.SeverityWarning}); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
