package importing_test

import (
	"context"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// checkRows holds the rows to the summary and to each other.
func checkRows(t *testing.T, store *repositories.Store, s importing.Summary) {
	t.Helper()
	ctx := context.Background()
	scan, err := store.Scans.Get(ctx, s.ScanID)
	if err != nil {
		t.Fatal(err)
	}
	if scan.Created != s.Created || scan.Checked != s.Checked || scan.Drifted != s.Drifted {
		t.Errorf("scan counts %d created, %d checked, %d drifted; summary %+v", scan.Created, scan.Checked, scan.Drifted, s)
	}
	for _, item := range s.Items {
		if item.Outcome != importing.Created {
			continue
		}
		drift, err := store.Drifts.Get(ctx, *item.DriftID)
		if err != nil {
			t.Fatal(err)
		}
		difference, err := drift.Difference.Object()
		if err != nil || !slices.Equal(models.SortedKeys(difference), item.Attributes) {
			t.Errorf("%s: difference has %v (%v), want %v", item.Address, models.SortedKeys(difference), err, item.Attributes)
		}
		alerts, err := store.Alerts.List(ctx, models.AlertFilter{DriftID: &drift.ID}, models.PageRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if want := drift.Severity != models.SeverityInfo; (alerts.Total == 1) != want {
			t.Errorf("%s: %d alerts for severity %s", item.Address, alerts.Total, drift.Severity)
		}
		audit, err := store.Audit.List(ctx, models.AuditFilter{DriftID: &drift.ID, Action: []string{models.ActionDriftDetected}}, models.PageRequest{})
		if err != nil || audit.Total != 1 {
			t.Errorf("%s: %d audit rows of its detection (%v)", item.Address, audit.Total, err)
		}
	}
}
