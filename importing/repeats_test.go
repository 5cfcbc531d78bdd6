package importing_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// A report that is seen again is what it was: none supersedes its own drifts,
// approved or not. That holds for what an older release recorded, too, which kept no
// changes.
func TestReportsAreRepeatsOfThemselves(t *testing.T) {
	t.Parallel()
	for name, old := range map[string]bool{"today's": false, "an older release's": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			repeatsOfThemselves(t, old)
		})
	}
}

func repeatsOfThemselves(t *testing.T, migrated bool) {
	t.Helper()
	var files []string
	for _, pattern := range []string{ours + "/*.json", ours + "/*/*.json", ours + "-new/*.json", "../reports/testdata/opentofu/*.json", pulumi + "*.json"} {
		found, err := filepath.Glob(pattern)
		must(t, err)
		files = append(files, found...)
	}
	db := testdb.Open(t)
	if migrated {
		db = testdb.Owner(t, db) // who migrates, and reads what is new without grants
	}
	store := repositories.New(db, time.Minute)
	user := engineer(t, db)
	old := map[string]importing.Summary{}
	for i, file := range files {
		o := importing.Options{Scope: file, DetectedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), DetectedBy: models.DetectedByManual}
		s, err := importFile(t, store, file, o)
		if err != nil {
			continue // no report, or refused
		}
		old[file] = s
		for _, item := range s.Items {
			if item.DriftID != nil && i%2 == 0 {
				_, err := store.Drifts.Approve(t.Context(), *item.DriftID, models.ApproveDriftInput{ApprovedBy: user, Reason: "as agreed upon"})
				must(t, err)
			}
		}
	}
	if len(old) < 20 {
		t.Fatalf("%d reports of %d", len(old), len(files))
	}
	if migrated {
		_, err := migrations.Down(t.Context(), db.Gorm, migrations.DownOptions{Force: true, Steps: stepsBack(t, "013_drift_summaries")})
		must(t, err)
		_, err = migrations.Up(t.Context(), db.Gorm, migrations.Options{})
		must(t, err)
	}
	for _, broken := range testdb.BrokenSummaries(t, db) {
		t.Error(broken)
	}
	for file, before := range old {
		text, err := os.ReadFile(file)
		must(t, err)
		again := append(text, '\n') // other bytes, so another report
		s, err := importing.File(t.Context(), store, file, bytes.NewReader(again), importing.Options{
			Scope: file, DetectedAt: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), DetectedBy: models.DetectedByManual})
		must(t, err)
		if s.AlreadyImported || s.Created != 0 || s.Superseded != 0 || s.Repeated != before.Created+before.Repeated {
			t.Errorf("%s: %d created, %d repeated, %d superseded of %d", file, s.Created, s.Repeated, s.Superseded, before.Created)
		}
	}
	for _, broken := range testdb.BrokenSummaries(t, db) {
		t.Error(broken)
	}
}

// stepsBack is how many migrations undo one and what came after it.
func stepsBack(t *testing.T, migration string) int {
	t.Helper()
	for i, id := range migrations.IDs() {
		if id == migration {
			return len(migrations.IDs()) - i
		}
	}
	t.Fatalf("no migration %s", migration)
	return 0
}
