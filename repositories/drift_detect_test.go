package repositories_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// detect takes a detection of a new scan, an hour after the last, that change has adapted.
func (l *ledger) detect(scope string, change ...func(*models.Detection)) models.DetectResult {
	l.Helper()
	at := l.now().Add(time.Duration(one[int](l, "SELECT count(*) FROM scans")) * time.Millisecond)
	in := l.detection(l.scan(scope, at).ID)
	in.SeenAt = at
	for _, c := range change {
		c(&in)
	}
	result, err := l.Drifts.Detect(l.Context(), in)
	l.ok(err)
	return result
}

func differs(difference string) func(*models.Detection) {
	return func(in *models.Detection) {
		in.Difference = models.JSON(difference)
		in.Changes, _ = models.RecordedChanges(in.Difference)
	}
}

// elsewhere: the scan found the drift's own resource at another address.
func elsewhere(in *models.Detection, own models.CoveredResource) {
	own.Address = "aws_instance.other"
	in.Coverage = models.NewCoverage([]models.CoveredResource{in.Resource(), own})
}

const wandered = `{"instance_type": {"expected": "t3.small", "actual": "t3.nano"}}`

func TestRepeatOrNew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before models.Status
		scope  string
		change func(*models.Detection)
		want   models.DetectOutcome
		super  bool
	}{
		"the same":                  {models.StatusDetected, "s", func(*models.Detection) {}, models.DetectRepeated, false},
		"a value that wanders":      {models.StatusTriaged, "s", differs(wandered), models.DetectRepeated, false},
		"a critical value":          {models.StatusDetected, "s", func(in *models.Detection) { differs(wandered)(in); in.Changes[0].Severity = models.SeverityCritical }, models.DetectCreated, true},
		"approved, the same":        {models.StatusApproved, "s", func(*models.Detection) {}, models.DetectRepeated, false},
		"approved, a value wanders": {models.StatusApproved, "s", differs(wandered), models.DetectCreated, true},
		"another key":               {models.StatusRejected, "s", differs(`{"ami": {"expected": 1}}`), models.DetectCreated, true},
		"resolved":                  {models.StatusResolved, "s", func(*models.Detection) {}, models.DetectCreated, false},
		"another scope":             {models.StatusDetected, "other", func(*models.Detection) {}, models.DetectCreated, false},
		"another account":           {models.StatusDetected, "s", func(in *models.Detection) { own := in.Resource(); in.AccountID = ""; elsewhere(in, own) }, models.DetectCreated, false},
		"no code knows it":          {models.StatusDetected, "s", func(in *models.Detection) { in.Kind = models.KindUnmanaged }, models.DetectCreated, true},
		"late, the same":            {models.StatusResolved, "s", func(in *models.Detection) { in.Scan.Newest = in.SeenAt }, models.DetectRepeated, false},
		"late, something else":      {models.StatusDetected, "s", func(in *models.Detection) { in.Scan.Newest = in.SeenAt; differs(`{"ami": {}}`)(in) }, models.DetectTooLate, false},
		"gone, with too long a name": {models.StatusDetected, "s", func(in *models.Detection) {
			own := in.Resource()
			in.ResourceID, in.Action = strings.Repeat("x", 255), "delete"
			in.FullResourceID = in.ResourceID
			elsewhere(in, own)
		}, models.DetectCreated, false},
		"a label alone opens no alert": {models.StatusDetected, "x", func(in *models.Detection) { in.Severity = models.SeverityInfo }, models.DetectCreated, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			first := l.detect("s")
			if c.before != models.StatusDetected {
				l.ok(l.move(first.DriftID, c.before))
			}
			alerts := one[int](l, "SELECT count(*) FROM alerts")
			got := l.detect(c.scope, c.change)
			if got.Outcome != c.want || (got.Superseded != nil) != c.super {
				t.Fatalf("got %+v", got)
			}
			if c.super {
				old, err := l.Drifts.Get(t.Context(), first.DriftID)
				l.ok(err)
				if old.Status != models.StatusResolved || *old.ResolvedHow != models.ResolvedAcknowledged || !slices.Contains(l.audit(old.ID), models.ActionDriftSuperseded) {
					t.Errorf("superseded: %+v, %v", old, l.audit(old.ID))
				}
				if by := one[string](l, "SELECT details->>'supersededBy' FROM audit_logs WHERE drift_id = $1 AND action = $2", old.ID, models.ActionDriftSuperseded); by != got.DriftID.String() {
					t.Errorf("superseded by %s, want %s", by, got.DriftID)
				}
				seen, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{got.DriftID})
				l.ok(err)
				if s := seen[got.DriftID]; !s.FirstSeen.Before(s.LastSeen) {
					t.Errorf("inherits no first seen: %+v", s)
				}
			}
			opened := one[int](l, "SELECT count(*) FROM alerts") - alerts
			if want := got.Outcome == models.DetectCreated && got.Severity != models.SeverityInfo; (opened == 1) != want {
				t.Errorf("%d alerts opened", opened)
			}
		})
	}
}

// What a drift costs is kept as it was given, also that it is not known; a repeat says
// since when the drift had been seen.
func TestDetectedCosts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	costs := func(cost *models.Money) func(*models.Detection) {
		return func(in *models.Detection) { in.CostImpactMonthly = cost }
	}
	for scope, cost := range map[string]*models.Money{"unknown": nil, "free": ptr(models.Money{}), "saves": ptr(models.Cents(-5))} {
		created := l.detect(scope, costs(cost))
		got, err := l.Drifts.Get(t.Context(), created.DriftID)
		l.ok(err)
		if (got.CostImpactMonthly == nil) != (cost == nil) || cost != nil && *got.CostImpactMonthly != *cost || !created.SeenBefore.IsZero() {
			t.Errorf("%s: %v, %+v", scope, got.CostImpactMonthly, created)
		}
		first := got.DetectedAt
		repeated := l.detect(scope, costs(ptr(models.Cents(1))))
		if got, err = l.Drifts.Get(t.Context(), created.DriftID); err != nil || (got.CostImpactMonthly == nil) != (cost == nil) {
			t.Errorf("%s, once more: %v, %v", scope, got.CostImpactMonthly, err)
		}
		if repeated.Outcome != models.DetectRepeated || !repeated.SeenBefore.Equal(first) {
			t.Errorf("%s, once more: %+v, seen at %s", scope, repeated, first)
		}
	}
}
