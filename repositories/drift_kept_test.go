package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// What deleted scans saw is compared with all the same: what was approved stays what it was, in
// whatever order the scans went.
func TestDeletedScansAreComparedWith(t *testing.T) {
	t.Parallel()
	const old = "DELETE FROM scans WHERE id <> (SELECT id FROM scans ORDER BY scanned_at DESC LIMIT 1)"
	wander := differs(wandered)
	for name, happens := range map[string]func(l *ledger, approve func()){
		"all at once, of a drift that was approved": func(l *ledger, approve func()) {
			l.detect("s", wander)
			approve()
			l.detect("s", wander)
			l.exec(old)
		},
		"one after the other, the approval between": func(l *ledger, approve func()) {
			l.detect("s", wander)
			l.exec(old)
			approve()
			l.detect("s", wander)
			l.exec(old)
		},
		"the newest that saw it, before the approval": func(l *ledger, approve func()) {
			l.detect("s", wander)
			l.scan("s", l.now())
			l.exec(old)
			approve()
		},
		"sightings by hand": func(l *ledger, approve func()) {
			l.detect("s", wander)
			approve()
			l.exec("DELETE FROM drift_occurrences")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for what, c := range map[string]struct {
				difference string
				want       models.DetectOutcome
			}{
				"what was approved": {wandered, models.DetectRepeated},
				"what was not":      {string(newLedger(t).detection(models.Scan{}.ID).Difference), models.DetectCreated},
			} {
				l := newLedger(t)
				id := l.detect("s").DriftID
				happens(l, func() { l.ok(l.move(id, models.StatusApproved)) })
				if got := l.detect("s", differs(c.difference)); got.Outcome != c.want {
					t.Errorf("%s: %+v", what, got)
				}
			}
		})
	}
}

// secret is a password of which a fingerprint alone is kept.
func secret(fingerprint string) func(*models.Detection) {
	return func(in *models.Detection) {
		in.Difference = models.JSON(`{"password": {"expected": "[redacted]", "actual": "[redacted]"}}`)
		in.Changes, _ = models.RecordedChanges(in.Difference)
		in.Changes[0].Severity, in.Changes[0].Fingerprint = models.SeverityCritical, fingerprint
	}
}

// A secret that changes again is told by its fingerprint, which the first scan has alone.
func TestFingerprintsOutliveTheirScan(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]bool{"of the drift": false, "of the one in its place": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			id := l.detect("s", secret("one")).DriftID
			l.detect("s", secret("one"))
			l.exec("DELETE FROM scans WHERE id IN (SELECT first_scan_id FROM drift_summaries)")
			if end {
				l.approveFor(id, 48*time.Hour, -time.Hour, "")
				n, err := l.Drifts.EndApprovals(t.Context())
				if l.ok(err); n != 1 {
					t.Fatalf("%d approvals ended", n)
				}
			}
			if got := l.detect("s", secret("one")); got.Outcome != models.DetectRepeated || (got.DriftID == id) == end {
				t.Errorf("the same: %+v", got)
			}
			if got := l.detect("s", secret("another")); got.Outcome != models.DetectCreated {
				t.Errorf("another: %+v", got)
			}
		})
	}
}

// Of a drift that is resolved nothing is kept, nor of what says no more than the first scan,
// and what is kept goes with its drift.
func TestKeptIsWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	const kept = "SELECT count(*) FROM kept_occurrences"
	id := l.detect("s").DriftID
	l.detect("s")
	resolved := l.detect("other").DriftID
	l.ok(l.move(resolved, models.StatusResolved))
	l.exec("BEGIN ISOLATION LEVEL SERIALIZABLE; DELETE FROM scans; COMMIT")
	if n := one[int](l, kept); n != 1 {
		t.Errorf("%d are kept", n)
	}
	l.exec("DELETE FROM drifts WHERE id = ?", id)
	if n := one[int](l, kept); n != 0 {
		t.Errorf("%d are kept of no drift", n)
	}
	// A drift that goes with its sightings leaves nothing.
	id = l.detect("s").DriftID
	l.exec("DELETE FROM drifts WHERE id = ?", id)
	if n := one[int](l, kept); n != 0 {
		t.Errorf("%d are kept of a deleted drift", n)
	}
}

// As of a moment the changes of a drift whose first scan is deleted are those that it judged, and
// of one of which nothing is kept nobody knows how grave they are.
func TestChangesAsOfDeletedScans(t *testing.T) {
	t.Parallel()
	for status, judged := range map[models.Status]bool{models.StatusTriaged: true, models.StatusResolved: false} {
		l := newLedger(t)
		first := l.detect("s", differs(`{"size": {"expected": 1, "actual": 2}}`), func(in *models.Detection) {
			in.Changes[0].Severity = models.SeverityInfo
		})
		same := func(in *models.Detection) { in.Changes[0].Severity = models.SeverityInfo }
		l.detect("s", differs(`{"size": {"expected": 1, "actual": 2}}`), same)
		then := l.clock()
		l.detect("s", differs(`{"size": {"expected": 1, "actual": 3}}`), same)
		l.ok(l.move(first.DriftID, status))
		l.exec("DELETE FROM scans WHERE id IN (SELECT first_scan_id FROM drift_summaries)")
		d, err := l.Drifts.DossierAsOf(t.Context(), first.DriftID, then, 10)
		l.ok(err)
		if d.Judged != judged || len(d.Changes) != 1 || string(d.Changes[0].Actual) != "2" || (d.Changes[0].Severity == models.SeverityInfo) != judged {
			t.Errorf("%s: judged %v, %+v", status, d.Judged, d.Changes)
		}
	}
}

// When a drift was first seen stays what it was as of a moment too, when its oldest scans are deleted.
func TestFirstSeenAsOfDeletedScans(t *testing.T) {
	t.Parallel()
	for _, scans := range []string{"(SELECT first_scan_id FROM drift_summaries)", "(SELECT scan_id FROM drift_occurrences)"} {
		l := newLedger(t)
		id := l.detect("s").DriftID
		l.detect("s")
		then := l.clock()
		was, err := l.Drifts.SightingsAsOf(t.Context(), then, []uuid.UUID{id})
		l.ok(err)
		l.exec("DELETE FROM scans WHERE id IN " + scans)
		is, err := l.Drifts.SightingsAsOf(t.Context(), then, []uuid.UUID{id})
		l.ok(err)
		if !is[id].FirstSeen.Equal(was[id].FirstSeen) {
			t.Errorf("%s: first seen %v, was %v", scans, is[id].FirstSeen, was[id].FirstSeen)
		}
	}
}
