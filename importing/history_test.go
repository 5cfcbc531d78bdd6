package importing_test

import (
	"context"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// Where a tool tells what was there before and knows no code, the kind is state, of what
// is gone too, and the audit trail says what is called expected.
func TestWhatWasThereBeforeIsNoCodes(t *testing.T) {
	t.Parallel()
	store, ctx := newStore(t), context.Background()
	summary := mustImport(t, store, "../reports/testdata/awsconfig/queue.json", importing.Options{ResolveMissing: true})
	if summary.Created != 4 || summary.Checked != 5 || summary.NotClosed == "" || len(summary.Remarks) != 2 {
		t.Errorf("%+v", summary)
	}
	gone := 0
	for _, item := range summary.Items {
		drift, err := store.Drifts.Dossier(ctx, *item.DriftID, 100)
		must(t, err)
		details, err := drift.Audit.Items[len(drift.Audit.Items)-1].Details.Object()
		must(t, err)
		if drift.Sighting.Kind != models.KindState || details["expected"] != models.HistorySentence {
			t.Errorf("%s: kind %s, details %v", item.Address, drift.Sighting.Kind, details)
		}
		if item.Gone {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("%d are gone, want the database", gone)
	}
	plan := mustImport(t, store, "../reports/testdata/terraform/04-deleted.refresh.json", importing.Options{})
	drift, err := store.Drifts.Dossier(ctx, *plan.Items[0].DriftID, 100)
	must(t, err)
	for _, row := range drift.Audit.Items {
		if details, _ := row.Details.Object(); details["expected"] != nil {
			t.Errorf("of a plan: %v", details)
		}
	}
}
