package repositories_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestScopes(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	all := func() map[string]models.Scope {
		t.Helper()
		found, now := map[string]models.Scope{}, l.now()
		for _, s := range l.scopes(models.ScopeFilter{}, now) {
			found[s.Name+" "+s.Tool] = s
			alone, err := l.Scopes.Named(t.Context(), s.Name, models.Yesterday(now))
			l.ok(err)
			if len(alone) != 1 || !reflect.DeepEqual(alone[0], s) {
				t.Errorf("%s by its name is %+v, among all %+v", s.Name, alone, s)
			}
		}
		for _, none := range []string{"", "pro", "prod/*"} {
			if alone, err := l.Scopes.Named(t.Context(), none, l.past(1)); err != nil || len(alone) != 0 {
				t.Errorf("of the name %q are %v, %v", none, alone, err)
			}
		}
		return found
	}
	if got := all(); len(got) != 0 {
		t.Fatalf("an empty ledger has %v", got)
	}
	quietest := l.scan("quiet", l.past(3)).ScannedAt
	l.scan("quiet", l.past(9))
	ahead := l.scan("ahead", l.past(-400)).ID
	old, one, two := l.scan("prod", l.past(5)), l.scan("prod", l.past(2)), l.scan("prod", l.now().Add(-time.Hour))
	see := func(scan models.Scan, id string, change func(*models.Detection)) models.DetectResult {
		in := l.detection(scan.ID)
		in.ResourceID, in.FullResourceID, in.Address, in.SeenAt = id, id, "aws_instance."+id, scan.ScannedAt
		change(&in)
		result, err := l.Drifts.Detect(t.Context(), in)
		l.ok(err)
		return result
	}
	graver := func(in *models.Detection) {
		in.Severity, in.NextApply = models.SeverityCritical, models.NextApplyUnknown
	}
	owned := func(owner string, within time.Duration, change func(*models.Detection)) func(*models.Detection) {
		return func(in *models.Detection) {
			in.Owner, in.DueWithin = owner, &within
			change(in)
		}
	}
	see(old, "a", owned("web", time.Hour, func(*models.Detection) {}))
	see(one, "b", owned("net", 300*time.Hour, graver))
	see(two, "c", graver)
	see(two, "d", owned("net", time.Minute, func(in *models.Detection) { in.Kind = models.KindUnmanaged }))
	l.ok(l.move(see(two, "e", owned("nobody else", time.Minute, graver)).DriftID, models.StatusApproved))
	l.ok(l.Scans.Finish(t.Context(), two.ID, models.ScanResult{Checked: 4, Resolved: 2}))

	got := all()
	prod := got["prod terraform"]
	if prod.Newest == nil || prod.Newest.ID != two.ID || prod.Newest.Checked != 4 || prod.Newest.Resolved != 2 {
		t.Errorf("the newest scan of prod is %+v", prod.Newest)
	}
	if open := fmt.Sprint(prod.Open, prod.Unmanaged, prod.New, prod.NextApply); open != "{2 1 0} 1 1 map[revert:1 unknown:2]" {
		t.Errorf("open in prod: %s", open)
	}
	if owned := fmt.Sprint(prod.Owners, prod.Overdue); owned != "[net web] 2" {
		t.Errorf("owners of prod and what is overdue: %s", owned)
	}
	if prod.Oldest == nil || !prod.Oldest.Equal(old.ScannedAt) {
		t.Errorf("the oldest of prod is of %v, want %s", prod.Oldest, old.ScannedAt)
	}
	if quiet := got["quiet terraform"]; quiet.Newest == nil || !quiet.Newest.ScannedAt.Equal(quietest) || quiet.Open.Total() != 0 || quiet.Oldest != nil {
		t.Errorf("quiet: %+v", quiet)
	}
	if s := got["ahead terraform"]; s.Newest == nil || s.Newest.ID != ahead {
		t.Errorf("a scope of which the only scan lies ahead: %+v", s)
	}
	l.scan("ahead", l.past(1))
	if s := all()["ahead terraform"]; s.Newest == nil || s.Newest.ID == ahead {
		t.Error("a scan that lies ahead is taken for the newest")
	}
	l.exec("DELETE FROM scans WHERE scope = 'prod'")
	if s := all()["prod terraform"]; s.Newest != nil || s.Open.Total() != 3 {
		t.Errorf("a scope whose scans are gone: %+v", s)
	}
}

// A report that lies ahead of the clock keeps its scope from being stale no longer than since it was imported.
func TestScopeScannedAheadBecomesStale(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.scan("ahead", l.past(-400))
	for days, want := range map[int]int64{1: 0, 3: 1} {
		now := l.now().AddDate(0, 0, days)
		count, err := l.Scopes.Count(t.Context(), now.Add(-models.StaleAfter))
		l.ok(err)
		stale := l.scopes(models.ScopeFilter{Stale: ptr(true)}, now)
		all := l.scopes(models.ScopeFilter{}, now)
		if count.Stale(now) != want || int64(len(stale)) != want || len(all) != 1 || all[0].Stale(now) != (want == 1) {
			t.Errorf("%d days on, %d are stale by their number, %d by the list", days, count.Stale(now), len(stale))
		}
	}
}

// What the next apply does is counted over all open drifts, also those of no scope.
func TestNextApplyOfAll(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.drift() // that no scan saw
	for i, next := range []models.NextApply{models.NextApplyKeep, models.NextApplyKeep, models.NextApplyRevert} {
		id := l.detect("s", func(in *models.Detection) {
			in.NextApply, in.Address = next, in.Address+string(rune('a'+i))
			in.ResourceID, in.FullResourceID = in.Address, in.Address
		}).DriftID
		if i == 2 {
			l.ok(l.move(id, models.StatusApproved)) // not open
		}
	}
	none, err := l.Scopes.None(t.Context(), l.past(30))
	l.ok(err)
	if scopes := l.scopes(models.ScopeFilter{}, l.now()); len(scopes) != 1 || none.Open.Total() != 1 || none.NextApply[models.NextApplyUnknown] != 1 {
		t.Errorf("%d scopes, of none %+v", len(scopes), none)
	}
	open, err := l.Drifts.OpenNow(t.Context(), l.past(30))
	l.ok(err)
	if got := fmt.Sprint(open); got != "{3 map[keep:2 revert:0 unknown:1] 0}" {
		t.Error(got)
	}
}
