package repositories_test

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestResolveMissing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	gone := l.detect("s")
	at := func(address, id string) func(*models.Detection) {
		return func(in *models.Detection) { in.Address, in.ResourceID, in.FullResourceID = address, id, id }
	}
	kept := l.detect("s", at("aws_instance.kept", "i-2"))
	done := l.detect("s", at("aws_instance.done", "i-3"))
	l.detect("other", at("aws_instance.web", "i-4"))
	l.ok(l.move(done.DriftID, models.StatusResolved))
	scan := l.scan("s", l.now().Add(100*time.Hour))
	var asked []string
	coverage := models.NewCoverage([]models.CoveredResource{
		{Address: "aws_instance.web", Type: "aws_instance", ID: "i-1", Region: "eu-central-1"},
		{Address: "aws_instance.kept", Type: "aws_instance", ID: "i-2", Region: "eu-central-1"},
	})
	resolved, _, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, coverage, func(c models.CoveredResource) bool {
		asked = append(asked, c.Address)
		return c.ID == "i-1"
	})
	l.ok(err)
	if len(resolved) != 1 || resolved[0].DriftID != gone.DriftID || !slices.Equal(asked, []string{"aws_instance.web", "aws_instance.kept"}) || kept.DriftID == gone.DriftID {
		t.Errorf("resolved %+v, asked for %v", resolved, asked)
	}
	d, err := l.Drifts.Get(t.Context(), gone.DriftID)
	l.ok(err)
	if d.Status != models.StatusResolved || *d.ResolvedHow != models.ResolvedManualFix || !slices.Contains(l.audit(d.ID), models.ActionDriftResolved) {
		t.Errorf("%+v, %v", d, l.audit(d.ID))
	}
}

// What the scan never tells of stays open, and is counted.
func TestResolveMissingLeavesWhatIsUntold(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	drift := l.detect("s")
	d, err := l.Drifts.Get(t.Context(), drift.DriftID)
	l.ok(err)
	difference, err := d.Difference.Object()
	l.ok(err)
	for hour, untold := range [][]string{{models.SortedKeys(difference)[0]}, {"another"}} {
		scan := l.scan("s", l.now().Add(time.Duration(100+hour)*time.Hour))
		coverage := models.NewCoverage([]models.CoveredResource{{Address: "aws_instance.web", Type: "aws_instance", ID: "i-1", Region: "eu-central-1", Untold: untold}})
		resolved, left, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, coverage, func(models.CoveredResource) bool { return true })
		l.ok(err)
		if len(resolved) != hour || left != 1-hour {
			t.Errorf("%v: resolved %+v, left %d", untold, resolved, left)
		}
	}
}
