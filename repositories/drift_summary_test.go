package repositories_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func (l *ledger) summariesHold() {
	l.Helper()
	for _, broken := range testdb.BrokenSummaries(l.T, l.db) {
		l.Error(broken)
	}
}

// night is one import of a random estate: of some resources of a scope, each in one
// of a few states, now and then late, ahead of the clock, or by a tool that tells little.
func (l *ledger) night(random *rand.Rand, scope string, n int) error {
	return l.InTx(l.Context(), func(tx *repositories.Store) error {
		at := time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)
		switch random.IntN(8) {
		case 0:
			at = at.Add(-9 * time.Hour) // older than others, as a rule
		case 1:
			at = at.AddDate(300, 0, 0) // ahead of every clock
		}
		scan, err := tx.Scans.Begin(l.Context(), models.CreateScanInput{
			Scope: scope, Source: "terraform", ReportSHA256: [32]byte{byte(n), byte(n >> 8), byte(len(scope))},
			ScannedAt: at, ReportTime: at, DetectedBy: models.DetectedByScheduler,
		})
		if err != nil || scan.AlreadyImported {
			return err
		}
		var seen []models.Detection
		var covered []models.CoveredResource
		for i := range 4 {
			in := l.detection(uuid.Nil)
			in.Scan, in.SeenAt = scan, at
			in.ResourceID, in.FullResourceID = "i-"+strconv.Itoa(i), "i-"+strconv.Itoa(i)
			in.Address = "aws_instance.web" + strconv.Itoa(i)
			if random.IntN(6) == 0 {
				in.PreviousAddress, in.Address = in.Address, in.Address+"[0]"
			}
			in.Difference = models.JSON(fmt.Sprintf(`{"size%d": {"expected": "a", "actual": "b%d"}}`, random.IntN(20)/19, random.IntN(3)/2))
			in.Severity = models.Severities()[random.IntN(3)]
			in.NextApply = models.NextApplies()[random.IntN(3)]
			in.Kind = models.Kinds()[random.IntN(4)]
			covered = append(covered, in.Resource())
			if random.IntN(4) > 0 {
				seen = append(seen, in)
			}
		}
		for _, in := range seen {
			in.Coverage = models.NewCoverage(covered)
			if _, err := tx.Drifts.Detect(l.Context(), in); err != nil {
				return err
			}
		}
		if scan.Late() || random.IntN(3) > 0 {
			return nil
		}
		_, _, err = tx.Drifts.ResolveMissing(l.Context(), scan.ID, models.NewCoverage(covered), func(models.CoveredResource) (bool, string) { return true, "" })
		return err
	})
}

// decide takes a step of some drift, which may be too late.
func (l *ledger) decide(random *rand.Rand) error {
	page, err := l.Drifts.List(l.Context(), models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusDetected, models.StatusTriaged, models.StatusApproved}}})
	if err != nil || len(page.Items) == 0 {
		return err
	}
	to := []models.Status{models.StatusTriaged, models.StatusApproved, models.StatusApproved, models.StatusRejected, models.StatusResolved}[random.IntN(5)]
	if err := l.move(page.Items[random.IntN(len(page.Items))].ID, to); err != nil && !errors.Is(err, models.ErrConflict) {
		return err
	}
	return nil
}

// Whatever imports of several scopes and people do beside each other, the summary of
// a drift says what its occurrences do.
func TestSummariesSumUp(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	scopes := []string{"a", "bb", "a", "bb", "ccc"} // two of a scope at once
	atOnce(len(scopes)+2, func(i int) {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		for n := range 40 {
			do := func() error { time.Sleep(30 * time.Millisecond); return l.decide(random) }
			if i < len(scopes) {
				do = func() error { return l.night(random, scopes[i], 2*n+i%2) }
			}
			if err := do(); err != nil && !errors.Is(err, models.ErrConflict) {
				t.Errorf("%d, %d: %v", i, n, err)
			}
		}
	})
	l.summariesHold()
	for what, sql := range map[string]string{
		"superseded": "SELECT count(*) FROM drift_summaries WHERE supersedes IS NOT NULL",
		"repeated":   "SELECT count(*) FROM drift_summaries WHERE occurrences > 3",
		"approved":   "SELECT count(*) FROM drift_summaries WHERE approved_scan_id IS NOT NULL",
		"late":       "SELECT count(*) FROM drift_summaries m WHERE newest_scan_id <> (SELECT scan_id FROM drift_occurrences o WHERE o.drift_id = m.drift_id ORDER BY created_at DESC LIMIT 1)",
		"regraded":   "SELECT count(*) FROM audit_logs WHERE action = 'drift.graded'",
	} {
		if one[int](l, sql) == 0 {
			t.Errorf("no drift is %s: the mix is too tame", what)
		}
	}
	if n := one[int](l, `SELECT count(*) FROM (SELECT FROM drift_summaries m JOIN drifts d ON d.id = m.drift_id
		WHERE d.status <> 'resolved' GROUP BY m.scope, m.tool, d.resource_id, m.address HAVING count(*) > 1) twice`); n > 0 {
		t.Errorf("%d resources have two unresolved drifts", n)
	}
}

// What a scan cannot tell takes nothing back.
func TestSummaryKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	told := func(next models.NextApply, kind models.Kind) func(*models.Detection) {
		return func(in *models.Detection) {
			differs(string(in.Difference))(in)
			in.Changes[0].NextApply, in.NextApply, in.Kind = next, next, kind
		}
	}
	id := l.detect("s", told(models.NextApplyKeep, models.KindState)).DriftID
	knownAt := one[time.Time](l, "SELECT seen_at FROM drift_occurrences")
	l.detect("s", told(models.NextApplyUnknown, models.KindUnknown))
	seen, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{id})
	l.ok(err)
	if s := seen[id]; s.NextApply != models.NextApplyKeep || !s.NextApplyAt.Equal(knownAt) || s.Kind != models.KindState {
		t.Errorf("got %+v", s)
	}
	if got := one[string](l, "SELECT changes->0->>'nextApply' FROM drift_summaries"); got != "keep" {
		t.Errorf("the change is %s", got)
	}
	l.summariesHold()
}

// Nor does what a scan tells of another change: a drift is what its changes are.
func TestSummaryKeepsWhatIsKnownOfOneChange(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	told := func(size, kind, whole models.NextApply) models.Sighting {
		id := l.detect("s", func(in *models.Detection) {
			differs(`{"kind": {"expected": 1, "actual": 2}, "size": {"expected": 1, "actual": 2}}`)(in)
			in.Changes[0].NextApply, in.Changes[1].NextApply, in.NextApply = kind, size, whole
		}).DriftID
		seen, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{id})
		l.ok(err)
		return seen[id]
	}
	first := told(models.NextApplyRevert, models.NextApplyKeep, models.NextApplyRevert)
	if s := told(models.NextApplyUnknown, models.NextApplyKeep, models.NextApplyKeep); s.NextApply != models.NextApplyRevert || !s.NextApplyAt.Equal(*first.NextApplyAt) {
		t.Errorf("the change that was to be undone is told of by nobody since, and the drift is %s since %s", s.NextApply, s.NextApplyAt)
	}
	if s := told(models.NextApplyKeep, models.NextApplyUnknown, models.NextApplyKeep); s.NextApply != models.NextApplyKeep {
		t.Errorf("all that is known stays, and the drift is %s", s.NextApply)
	}
	l.summariesHold()
}

// Whose a drift is and when it is due is what the newest scan says that is not late; it is
// due from when it was first seen on, also where it took another's place.
func TestOwnersAndDates(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	by := func(owner string, within time.Duration) func(*models.Detection) {
		return func(in *models.Detection) {
			if in.Owner = owner; within > 0 {
				in.DueWithin = &within
			}
		}
	}
	told := func(id uuid.UUID) string {
		return one[string](l, `SELECT (SELECT concat_ws(' ', NULLIF(owner, ''), due_at - first_seen) FROM drift_summaries WHERE drift_id = $1) || ': ' ||
			(SELECT string_agg(concat_ws(' ', NULLIF(owner, ''), due_at - (SELECT first_seen FROM drift_summaries WHERE drift_id = $1)), ', ' ORDER BY created_at)
			FROM drift_occurrences WHERE drift_id = $1)`, id)
	}
	first := l.detect("prod", by("net", 24*time.Hour))
	if got := told(first.DriftID); got != "net 1 day: net 1 day" {
		t.Errorf("the first sight says %s", got)
	}
	l.detect("prod", by("web", 48*time.Hour))
	l.detect("prod", by("late", 12*time.Hour), func(in *models.Detection) { in.Scan.Newest = l.now() })
	if got := told(first.DriftID); got != "web 2 days: net 1 day, web 2 days, late 12:00:00" {
		t.Errorf("the later ones say %s", got)
	}
	second := l.detect("prod", by("web", 48*time.Hour), differs(`{"ami": {"expected": 1, "actual": 2}}`))
	if got := told(second.DriftID); got != "web 2 days: web 2 days" {
		t.Errorf("in its place: %s", got)
	}
	if !one[bool](l, "SELECT count(DISTINCT first_seen) = 1 AND count(DISTINCT due_at) = 1 FROM drift_summaries") {
		t.Error("what took another's place is due at another time")
	}
	then := l.clock()
	l.detect("prod", differs(`{"ami": {"expected": 1, "actual": 2}}`))
	if was, err := l.Drifts.SightingsAsOf(t.Context(), then, []uuid.UUID{second.DriftID}); err != nil || was[second.DriftID].Owner != "web" || was[second.DriftID].DueAt == nil || was[second.DriftID].Past {
		t.Errorf("as of then it was %+v, %v", was, err)
	}
	if is, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{second.DriftID}); err != nil || is[second.DriftID].Owner != "" || is[second.DriftID].DueAt != nil {
		t.Errorf("now it is %+v, %v", is, err)
	}
	if got := told(second.DriftID); got != ": web 2 days, " {
		t.Errorf("without rules: %s", got)
	}
}

// A late report that saw a drift before all others brings its date forward with the time of
// its first sight, from then on and not before; so does what takes its place.
func TestDateFollowsTheFirstSight(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	within := func(in *models.Detection) { day := 24 * time.Hour; in.DueWithin = &day }
	d := l.detect("prod", within)
	before := l.clock()
	l.detect("prod", within, func(in *models.Detection) {
		in.Scan.Newest, in.SeenAt = in.SeenAt, in.SeenAt.Add(-30*time.Hour)
	})
	ids := []uuid.UUID{d.DriftID}
	was, err := l.Drifts.SightingsAsOf(t.Context(), before, ids)
	l.ok(err)
	then, err := l.Drifts.SightingsAsOf(t.Context(), l.clock(), ids)
	l.ok(err)
	is, err := l.Drifts.Sightings(t.Context(), ids)
	l.ok(err)
	for name, s := range map[string]models.Sighting{"before": was[d.DriftID], "then": then[d.DriftID], "now": is[d.DriftID]} {
		if s.DueAt == nil || s.DueAt.Sub(s.FirstSeen) != 24*time.Hour || s.Past != (name != "before") {
			t.Errorf("%s it was first seen at %s, due %v, past: %t", name, s.FirstSeen, s.DueAt, s.Past)
		}
	}
	for at, want := range map[time.Time]int64{before: 0, l.clock(): 1} {
		if page, err := l.Drifts.AsOf(t.Context(), at, models.DriftQuery{Filter: models.DriftFilter{Overdue: []string{models.Overdue}}}); err != nil || page.Total != want {
			t.Errorf("as of %s %d were overdue, want %d: %v", at, page.Total, want, err)
		}
	}
	l.approveFor(d.DriftID, 48*time.Hour, -time.Hour, "")
	if n, err := l.Drifts.EndApprovals(t.Context()); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	next := one[uuid.UUID](l, "SELECT superseded_by FROM drift_summaries WHERE drift_id = $1", d.DriftID)
	now, err := l.Drifts.SightingsAsOf(t.Context(), l.clock(), []uuid.UUID{next})
	l.ok(err)
	if s := now[next]; s.DueAt == nil || s.DueAt.Sub(s.FirstSeen) != 24*time.Hour {
		t.Errorf("in its place: first seen at %s, due %v", s.FirstSeen, s.DueAt)
	}
}

// What is kept for as long as the database holds the same is not kept beyond a drift's date,
// which changes no row when it passes.
func TestSnapshotKnowsDates(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	seen := l.detect("prod")
	l.exec("UPDATE drift_summaries SET due_at = clock_timestamp() + interval '1 second' WHERE drift_id = ?", seen.DriftID)
	snapshots := map[string]bool{}
	for deadline := time.Now().Add(20 * time.Second); len(snapshots) < 2 && time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		s, err := l.Reader().Snapshot(t.Context())
		l.ok(err)
		snapshots[s] = true
	}
	if len(snapshots) != 2 {
		t.Errorf("%d snapshots, want one before and one after the date: %v", len(snapshots), snapshots)
	}
}

// Nor beyond the time of a scan that lay ahead of the clock, which is the newest of its scope from then on.
func TestSnapshotKnowsScansAhead(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	at := l.now().Truncate(time.Second)
	for _, hours := range []time.Duration{-3, -1, 2} {
		l.scan("s", at.Add(hours*time.Hour))
	}
	held, err := l.Reader().Snapshot(t.Context())
	l.ok(err)
	if newest := at.Add(-time.Hour).Format(time.DateTime); !strings.Contains(held, newest) {
		t.Errorf("the snapshot %q does not name the scan of %s, the newest that does not lie ahead", held, newest)
	}
}
