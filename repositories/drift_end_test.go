package repositories_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// lineage says what became of a drift whose approval has ended, and of what took its place.
func (l *ledger) lineage(old uuid.UUID) string {
	l.Helper()
	return one[string](l, `SELECT concat_ws(' ', o.status, o.resolved_how, z.details->>'reason', '|', n.status, ns.scope, ns.address,
		  ns.first_seen = os.first_seen, ns.occurrences, ns.owner, (SELECT string_agg(type || ' ' || severity, ',') FROM alerts WHERE drift_id = n.id), ns.supersedes = o.id)
		FROM drifts o JOIN drift_summaries os ON os.drift_id = o.id JOIN drift_summaries ns ON ns.drift_id = os.superseded_by JOIN drifts n ON n.id = ns.drift_id
		JOIN audit_logs z ON z.drift_id = o.id AND z.action = 'drift.superseded' WHERE o.id = $1`, old)
}

func (l *ledger) sound() {
	l.Helper()
	for _, broken := range testdb.BrokenSummaries(l, l.db) {
		l.Error(broken)
	}
}

// A new drift takes the place of one whose approval has ended, whether an import sees it first
// or nobody does; of a late report it is one more occurrence and nothing else.
func TestEndOfAnApproval(t *testing.T) {
	t.Parallel()
	info := func(in *models.Detection) { in.Severity, in.Owner = models.SeverityInfo, "team" }
	const replaced = "resolved acknowledged approval ended | detected prod aws_instance.web t 1 team approval_ended info t"
	for name, c := range map[string]struct {
		end  func(l *ledger, old uuid.UUID)
		want string
	}{
		"by itself": {func(l *ledger, _ uuid.UUID) {
			n, err := l.Drifts.EndApprovals(l.Context())
			l.ok(err)
			again, err := l.Drifts.EndApprovals(l.Context())
			l.ok(err)
			if n != 1 || again != 0 {
				l.Errorf("%d ended, then %d", n, again)
			}
		}, replaced},
		"by an import": {func(l *ledger, old uuid.UUID) {
			if r := l.detect("prod", info); r.Outcome != models.DetectCreated || !r.Open || len(r.Superseded) != 1 || r.Superseded[0] != old {
				l.Errorf("%+v", r)
			}
		}, replaced},
		"by an import of what has changed since": {func(l *ledger, _ uuid.UUID) {
			l.detect("prod", info, differs(`{"other":{"expected":1,"actual":2}}`))
			if m := one[string](l, "SELECT message FROM alerts WHERE type = 'approval_ended'"); !strings.Contains(m, "has changed since") || !strings.Contains(m, "(CHG-7)") {
				l.Errorf("the alert says %s", m)
			}
		}, replaced},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			old := l.detect("prod", info).DriftID
			l.approveFor(old, 48*time.Hour, -time.Hour, "CHG-7")
			c.end(l, old)
			if got := l.lineage(old); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			l.sound()
			entries, _, err := l.Scans.Entries(t.Context(), uuid.MustParse(one[string](l, "SELECT id::text FROM scans ORDER BY scanned_at LIMIT 1")))
			l.ok(err)
			if len(entries) != 1 || entries[0].Outcome != models.ScanCreated {
				t.Errorf("the first scan has %+v", entries)
			}
		})
	}
}

func TestLateReportEndsNothing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	old := l.detect("prod")
	l.approveFor(old.DriftID, 48*time.Hour, -time.Hour, "")
	scan := l.scan("prod", l.now().Add(-time.Hour))
	in := l.detection(scan.ID)
	in.SeenAt = l.now().Add(-time.Hour)
	in.Scan.Newest = l.now()
	r, err := l.Drifts.Detect(t.Context(), in)
	l.ok(err)
	if r.Outcome != models.DetectRepeated || r.DriftID != old.DriftID || !r.Open || r.Status != models.StatusApproved {
		t.Errorf("%+v", r)
	}
}

// A drift that no scan saw has a successor like any other, which says so.
func TestEndWithoutScan(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	old := l.drift()
	l.approveFor(old.ID, 48*time.Hour, -time.Hour, "")
	n, err := l.Drifts.EndApprovals(t.Context())
	l.ok(err)
	before, err := l.Drifts.Dossier(t.Context(), old.ID, 10)
	l.ok(err)
	if n != 1 || before.SupersededBy == nil {
		t.Fatalf("%d ended, superseded by %+v", n, before.SupersededBy)
	}
	after, err := l.Drifts.Dossier(t.Context(), before.SupersededBy.ID, 10)
	l.ok(err)
	got := after.Response()
	if got.Status != models.StatusDetected || got.Scope != "" || len(got.Occurrences) > 0 || got.OccurrenceCount != 0 ||
		!got.FirstSeen.Equal(before.Drift.DetectedAt) || string(got.Difference) != string(before.Drift.Difference) || after.Supersedes.Status != models.StatusApproved {
		t.Errorf("the successor is %+v", got)
	}
	l.sound()
	if fails, kept := l.move(old.ID, models.StatusRejected), before.Drift.Status; fails == nil || kept != models.StatusResolved {
		t.Errorf("%v, %s", fails, kept)
	}
}

// A drift whose scan is deleted by now has a successor, too.
func TestEndWithoutItsScan(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	old := l.detect("prod").DriftID
	l.approveFor(old, 48*time.Hour, -time.Hour, "")
	l.exec("DELETE FROM scans")
	n, err := l.Drifts.EndApprovals(t.Context())
	l.ok(err)
	if got := l.lineage(old); n != 1 || !strings.Contains(got, "| detected prod aws_instance.web t 0") {
		t.Errorf("%d: %s", n, got)
	}
}

// Of all who end an approval at once, imports among them, one does, and no drift has two
// successors.
func TestEndingAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for round := range 5 {
		scope := fmt.Sprint("scope-", round)
		old := l.detect(scope)
		l.approveFor(old.DriftID, 48*time.Hour, -time.Hour, "")
		in := l.detection(l.scan(scope, l.now().Add(100*time.Hour)).ID)
		in.SeenAt = l.now().Add(100 * time.Hour)
		var ended, created atomic.Int64
		atOnce(12, func(i int) {
			switch {
			case i%3 == 0:
				r, err := l.Drifts.Detect(l.Context(), in)
				if err != nil {
					t.Error(err)
				}
				if r.Outcome == models.DetectCreated {
					created.Add(1)
				}
			case i == 1:
				_ = l.move(old.DriftID, models.StatusResolved)
			default:
				n, err := l.Drifts.EndApprovals(l.Context())
				if err != nil {
					t.Error(err)
				}
				ended.Add(int64(n))
			}
		})
		open := one[int](l, `SELECT count(*) FROM drifts JOIN drift_summaries s ON s.drift_id = id WHERE scope = $1 AND status <> 'resolved'`, scope)
		if open != 1 || ended.Load()+created.Load() != 1 {
			t.Errorf("round %d: %d unresolved, %d ended by themselves, %d by an import", round, open, ended.Load(), created.Load())
		}
		l.exec("UPDATE drifts SET status = 'resolved' WHERE status <> 'resolved'")
	}
	l.sound()
}

// Whoever decides about a drift whose approval has ended is told what to decide about.
func TestDecidingAfterTheEnd(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.drift()
	l.approveFor(d.ID, 48*time.Hour, -time.Hour, "")
	fails(t, l.move(d.ID, models.StatusApproved), models.ErrConflict, "is already approved", "the approval ended at", "guardian notify")
}

// What no code was looked at for says so in the trail of its successor too.
func TestEndOfWhatHistoryTold(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	begun, err := l.Scans.Begin(t.Context(), models.CreateScanInput{
		Scope: "s", Source: "awsconfig", ReportBytes: 1, ScannedAt: l.now(), DetectedBy: models.DetectedByAPI,
	})
	l.ok(err)
	in := l.detection(begun.ID)
	in.Scan, in.SeenAt = begun, begun.ScannedAt
	result, err := l.Drifts.Detect(t.Context(), in)
	l.ok(err)
	l.approveFor(result.DriftID, 48*time.Hour, -time.Hour, "")
	_, err = l.Drifts.EndApprovals(t.Context())
	l.ok(err)
	if n := one[int](l, "SELECT count(*) FROM audit_logs WHERE action = 'drift.detected' AND details->>'expected' = $1", models.HistorySentence); n != 2 {
		t.Errorf("%d say so, want the drift and its successor", n)
	}
}

// One whose place cannot be taken keeps no other from it, and what another client wrote is
// one like any other.
func TestEndingOneByOne(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for _, scope := range []string{"a", "b", "c", "d"} {
		l.approveFor(l.detect(scope).DriftID, 48*time.Hour, -time.Hour, "")
	}
	foreign := l.drift()
	l.approveFor(foreign.ID, 48*time.Hour, -time.Hour, "")
	l.exec("UPDATE drifts SET cost_impact_monthly = 'NaN' WHERE id = ?", foreign.ID)
	held := make([]uuid.UUID, 2)
	held[0] = one[uuid.UUID](l, "SELECT drift_id FROM approval_terms WHERE drift_id <> $1 ORDER BY drift_id LIMIT 1", foreign.ID)
	held[1] = one[uuid.UUID](l, "SELECT drift_id FROM approval_terms WHERE drift_id <> $1 ORDER BY drift_id DESC LIMIT 1", foreign.ID)
	tx, err := l.db.Pool.Begin(t.Context())
	l.ok(err)
	defer tx.Rollback(context.Background()) //nolint:errcheck // it is over by then, where all goes well
	_, err = tx.Exec(t.Context(), "SELECT FROM drifts WHERE id = ANY($1) FOR NO KEY UPDATE", held)
	l.ok(err)
	n, err := l.WithTimeout(time.Second).Drifts.EndApprovals(t.Context())
	fails(t, err, models.ErrTimeout, held[0].String(), held[1].String(), "whose approval has ended")
	if n != 3 {
		t.Errorf("beside two that are held %d were ended, want 3: %v", n, err)
	}
	if cost := one[*string](l, "SELECT n.cost_impact_monthly::text FROM drift_summaries s JOIN drifts n ON n.id = s.superseded_by WHERE s.drift_id = $1", foreign.ID); cost != nil {
		t.Errorf("a cost that is none became %s", *cost)
	}
	l.ok(tx.Rollback(t.Context()))
	if n, err := l.Drifts.EndApprovals(t.Context()); n != 2 || err != nil {
		t.Errorf("then %d, %v", n, err)
	}
	l.sound()
}

// What takes the place of a drift is what the newest scan saw, which neither the oldest nor one ahead of the clock is.
func TestTheNewestOccurrence(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	sees := func(next models.NextApply) func(*models.Detection) {
		return func(in *models.Detection) { in.NextApply = next }
	}
	old := l.imported("prod", l.past(5), sees(models.NextApplyUnknown)).DriftID
	l.imported("prod", l.now().Add(time.Hour), sees(models.NextApplyRevert))
	l.imported("prod", l.past(1), sees(models.NextApplyKeep))
	newest, err := l.Drifts.NewestOccurrence(t.Context(), old)
	if l.ok(err); newest.NextApply != models.NextApplyKeep {
		t.Errorf("the newest says %s, seen at %s", newest.NextApply, newest.SeenAt)
	}
	l.approveFor(old, 48*time.Hour, -time.Hour, "")
	n, err := l.Drifts.EndApprovals(t.Context())
	l.ok(err)
	if got := one[string](l, "SELECT next_apply FROM drift_occurrences WHERE drift_id = (SELECT superseded_by FROM drift_summaries WHERE drift_id = $1)", old); n != 1 || got != "keep" {
		t.Errorf("%d drifts take the place of others, seen as %s", n, got)
	}
	if none, err := l.Drifts.NewestOccurrence(t.Context(), uuid.New()); err != nil || none.ScanID != uuid.Nil {
		t.Errorf("of no drift: %+v, %v", none, err)
	}
}
