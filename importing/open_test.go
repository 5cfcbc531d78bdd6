package importing_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// Reports that show the same drift show the same, be it in the ledger or not, and one that ended it says so.
func TestOpenDriftsOfReports(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	drifted := func(hour int) []byte { return plan(at(hour), nil, web("t3.large", "other")) }
	dry, dryAgain := l.take(drifted(1), importing.Options{DryRun: true}), l.take(drifted(2), importing.Options{DryRun: true})
	if len(dry.Open) != 1 || !maps.Equal(dry.Open, dryAgain.Open) {
		t.Errorf("dry runs show %v and %v", dry.Open, dryAgain.Open)
	}
	first, again := l.take(drifted(1), importing.Options{}), l.take(drifted(2), importing.Options{})
	id := *first.Items[0].DriftID
	if _, is := first.Open[id]; !is || len(first.Open) != 1 || !maps.Equal(first.Open, again.Open) {
		t.Errorf("shown %v and %v", first.Open, again.Open)
	}
	ended := l.take(plan(at(3), []string{"aws_instance.web"}), importing.Options{ResolveMissing: true})
	if len(ended.Open) != 0 || !slices.Equal(ended.Ended, []uuid.UUID{id}) {
		t.Errorf("after its end %v, ended %v", ended.Open, ended.Ended)
	}
	if got := (importing.OpenDrifts{{1}: models.SeverityInfo, {2}: models.SeverityInfo}).Counts(); len(got) != 1 || got[models.SeverityInfo] != 2 {
		t.Errorf("counts %v", got)
	}
}
