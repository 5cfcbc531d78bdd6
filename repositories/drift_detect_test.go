package repositories_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// detect takes a detection of a new scan, an hour after the last, that change has adapted.
func (l *ledger) detect(scope string, change ...func(*models.Detection)) models.DetectResult {
	l.Helper()
	at := time.Now().Add(time.Duration(one[int](l, "SELECT count(*) FROM scans")) * time.Hour)
	in := detection(l.scan(scope, at).ID)
	in.SeenAt = at
	for _, c := range change {
		c(&in)
	}
	result, err := l.Drifts.Detect(l.Context(), in)
	l.ok(err)
	return result
}

func differs(difference string) func(*models.Detection) {
	return func(in *models.Detection) { in.Difference = models.JSON(difference) }
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
		"the same":                     {models.StatusDetected, "s", func(*models.Detection) {}, models.DetectRepeated, false},
		"a value that wanders":         {models.StatusTriaged, "s", differs(wandered), models.DetectRepeated, false},
		"a critical value":             {models.StatusDetected, "s", func(in *models.Detection) { differs(wandered)(in); in.CriticalKeys = []string{"instance_type"} }, models.DetectCreated, true},
		"approved, the same":           {models.StatusApproved, "s", func(*models.Detection) {}, models.DetectRepeated, false},
		"approved, a value wanders":    {models.StatusApproved, "s", differs(wandered), models.DetectCreated, true},
		"another key":                  {models.StatusRejected, "s", differs(`{"ami": {"expected": 1}}`), models.DetectCreated, true},
		"resolved":                     {models.StatusResolved, "s", func(*models.Detection) {}, models.DetectCreated, false},
		"another scope":                {models.StatusDetected, "other", func(*models.Detection) {}, models.DetectCreated, false},
		"another account":              {models.StatusDetected, "s", func(in *models.Detection) { in.AccountID = "" }, models.DetectCreated, false},
		"late, the same":               {models.StatusResolved, "s", func(in *models.Detection) { in.Scan.Newest = time.Now() }, models.DetectRepeated, false},
		"late, something else":         {models.StatusDetected, "s", func(in *models.Detection) { in.Scan.Newest = time.Now(); differs(`{"ami": {}}`)(in) }, models.DetectTooLate, false},
		"gone, with too long a name":   {models.StatusDetected, "s", func(in *models.Detection) { in.ResourceID = strings.Repeat("x", 255); in.Action = "delete" }, models.DetectCreated, false},
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

func TestResolveMissing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	gone := l.detect("s")
	kept := l.detect("s", func(in *models.Detection) { in.ResourceID, in.Address = "i-2", "aws_instance.kept" })
	done := l.detect("s", func(in *models.Detection) { in.ResourceID, in.Address = "i-3", "aws_instance.done" })
	l.detect("other", func(in *models.Detection) { in.ResourceID = "i-4" })
	l.ok(l.move(done.DriftID, models.StatusResolved))
	scan := l.scan("s", time.Now().Add(100*time.Hour))
	var asked []uuid.UUID
	resolved, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, func(m repositories.Missing) bool {
		asked = append(asked, m.DriftID)
		return m.Address == "aws_instance.web" && m.ToolType == "aws_instance" && m.FullID == "i-1"
	})
	l.ok(err)
	if len(resolved) != 1 || resolved[0].DriftID != gone.DriftID || !slices.Equal(asked, []uuid.UUID{gone.DriftID, kept.DriftID}) {
		t.Errorf("resolved %+v, asked for %v", resolved, asked)
	}
	d, err := l.Drifts.Get(t.Context(), gone.DriftID)
	l.ok(err)
	if d.Status != models.StatusResolved || *d.ResolvedHow != models.ResolvedManualFix || !slices.Contains(l.audit(d.ID), models.ActionDriftResolved) {
		t.Errorf("%+v, %v", d, l.audit(d.ID))
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	seen := l.detect("s")
	unseen := l.drift(func(in *models.CreateDriftInput) { in.ResourceID = "i-9" })
	names, err := l.Drifts.Names(t.Context(), []uuid.UUID{unseen.ID, someID})
	l.ok(err)
	if len(names) != 1 || names[unseen.ID].ResourceID != "i-9" {
		t.Errorf("drifts %v", names)
	}
	people, err := l.Users.Names(t.Context(), []uuid.UUID{l.viewer, someID})
	l.ok(err)
	if len(people) != 1 || people[l.viewer] != "viewer@example.com" {
		t.Errorf("users %v", people)
	}
	applies, err := l.Drifts.NextApplies(t.Context())
	l.ok(err)
	if fmt.Sprint(applies) != "[{revert 1} {unknown 1}]" {
		t.Errorf("next applies %v", applies)
	}
	reader := repositories.NewReader(l.db, time.Minute)
	before, err := reader.Snapshot(t.Context())
	l.ok(err)
	l.ok(l.move(seen.DriftID, models.StatusApproved))
	if after, err := reader.Snapshot(t.Context()); err != nil || after == before {
		t.Errorf("a change is not noticed: %s, %v", after, err)
	}
	if reader.Pool().Max == 0 || l.Reader().Pool().Max != reader.Pool().Max {
		t.Errorf("pools of %d and %d", reader.Pool().Max, l.Reader().Pool().Max)
	}
}
