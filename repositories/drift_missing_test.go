package repositories_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

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
	resolved, _, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, coverage, func(c models.CoveredResource) (bool, string) {
		asked = append(asked, c.Address)
		return c.ID == "i-1", ""
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
		resolved, left, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, coverage, func(models.CoveredResource) (bool, string) { return true, "" })
		l.ok(err)
		if len(resolved) != hour || left != 1-hour {
			t.Errorf("%v: resolved %+v, left %d", untold, resolved, left)
		}
	}
}

// A resource that stands at several other addresses is in order when it is at each.
func TestResolveMissingAsksForEveryPlace(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.detect("s")
	coverage := models.NewCoverage([]models.CoveredResource{
		{Address: "aws_instance.a", Type: "aws_instance", ID: "i-1", Region: input().Region, Account: input().AccountID},
		{Address: "aws_instance.b", Type: "aws_instance", ID: "i-1", Region: input().Region, Account: input().AccountID},
	})
	for want, astray := range []string{"aws_instance.b", ""} {
		scan := l.scan("s", l.now().Add(time.Duration(100+want)*time.Hour))
		resolved, _, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, coverage, func(c models.CoveredResource) (bool, string) { return c.Address != astray, "" })
		l.ok(err)
		if len(resolved) != want {
			t.Errorf("%q is not in order: resolved %+v", astray, resolved)
		}
	}
}

// Neither what the scan itself saw is missing in it, nor what another tool's scans see.
func TestResolveMissingIsOfOneTool(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	seen := l.detect("s")
	scan := one[uuid.UUID](l, "SELECT scan_id FROM drift_occurrences")
	everything := models.NewCoverage([]models.CoveredResource{{Address: "aws_instance.web", Type: "aws_instance", ID: "i-1", Region: "eu-central-1"}})
	inOrder := func(models.CoveredResource) (bool, string) { return true, "" }
	resolved, _, err := l.Drifts.ResolveMissing(t.Context(), scan, everything, inOrder)
	l.ok(err)
	if len(resolved) != 0 {
		t.Errorf("what the scan saw is resolved by it: %+v", resolved)
	}
	l.exec("UPDATE drift_summaries SET tool = 'driftctl' WHERE drift_id = ?", seen.DriftID)
	resolved, _, err = l.Drifts.ResolveMissing(t.Context(), l.scan("s", l.now().Add(100*time.Hour)).ID, everything, inOrder)
	l.ok(err)
	if len(resolved) != 0 {
		t.Errorf("what another tool sees is resolved: %+v", resolved)
	}
}

// However many drifts a scan found in order, each is resolved, with a row in the trail of its own.
func TestResolveMissingResolvesAll(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var ins []models.Detection
	var covered []models.CoveredResource
	scan := l.scan("s", l.now()).ID
	for i := range 30 {
		in := l.detection(scan)
		in.Address, in.ResourceID, in.FullResourceID = fmt.Sprint("a.x", i), fmt.Sprint("i-", i), fmt.Sprint("i-", i)
		ins, covered = append(ins, in), append(covered, in.Resource())
	}
	_, err := l.Drifts.DetectMany(t.Context(), ins)
	l.ok(err)
	resolved, _, err := l.Drifts.ResolveMissing(t.Context(), l.scan("s", l.now().Add(time.Hour)).ID, models.NewCoverage(covered),
		func(models.CoveredResource) (bool, string) { return true, "" })
	l.ok(err)
	left := one[int](l, "SELECT count(*) FROM drifts WHERE status <> 'resolved'")
	trail := one[int](l, "SELECT count(DISTINCT drift_id) FROM audit_logs WHERE action = 'drift.resolved'")
	if len(resolved) != 30 || left != 0 || trail != 30 {
		t.Errorf("%d are told of as resolved, %d are left, %d are in the trail", len(resolved), left, trail)
	}
}
