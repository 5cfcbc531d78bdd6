package repositories_test

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// clock is the database's time, after everything so far and before what follows.
func (l *ledger) clock() time.Time { l.Helper(); return one[time.Time](l, "SELECT clock_timestamp()") }

func TestAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	then := func(at time.Time, f models.DriftFilter) map[uuid.UUID]models.Drift {
		t.Helper()
		page, err := l.Drifts.AsOf(t.Context(), at, models.DriftQuery{Filter: f})
		l.ok(err)
		byID := map[uuid.UUID]models.Drift{}
		for _, d := range page.Items {
			byID[d.ID] = d
		}
		if int64(len(byID)) != page.Total {
			t.Errorf("%d items of %d", len(byID), page.Total)
		}
		return byID
	}
	before := l.clock()
	d := l.drift()
	detected := l.clock()
	// Two steps in one unit have the same time.
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		l.ok(l.on(tx).move(d.ID, models.StatusTriaged))
		return l.on(tx).move(d.ID, models.StatusRejected)
	}))
	rejected := l.clock()
	l.ok(l.move(d.ID, models.StatusResolved))
	l.drift()
	now := l.clock()

	if got := then(before, models.DriftFilter{}); len(got) != 0 {
		t.Errorf("before: %v", got)
	}
	if got := then(detected, models.DriftFilter{})[d.ID]; got.Status != models.StatusDetected || got.RejectedAt != nil || got.RejectedBy != nil || got.ResolvedHow != nil || got.UpdatedAt.After(detected) {
		t.Errorf("when detected: %+v", got)
	}
	if got := then(rejected, models.DriftFilter{})[d.ID]; got.Status != models.StatusRejected || *got.RejectionReason != reason || got.ResolvedAt != nil {
		t.Errorf("when rejected: %+v", got)
	}
	current, err := l.Drifts.Get(t.Context(), d.ID)
	l.ok(err)
	if got := then(now, models.DriftFilter{}); len(got) != 2 || got[d.ID].Status != current.Status || !got[d.ID].ResolvedAt.Equal(*current.ResolvedAt) || got[d.ID].UpdatedAt.Sub(current.UpdatedAt).Abs() > time.Second {
		t.Errorf("now: %+v", got)
	}
	// The filter goes by the status of then.
	if got := then(rejected, models.DriftFilter{Status: []models.Status{models.StatusResolved}}); len(got) != 0 {
		t.Errorf("resolved then: %v", got)
	}
	if got := then(detected, models.DriftFilter{Status: []models.Status{models.StatusDetected}, Region: []string{"eu-west-1"}}); len(got) != 1 {
		t.Errorf("detected then: %v", got)
	}
	_, err = l.Drifts.AsOf(t.Context(), time.Time{}, models.DriftQuery{})
	fails(t, err, models.ErrInvalid, "asOf")
	ahead := l.clock().Add(time.Hour)
	_, err = l.Drifts.AsOf(t.Context(), ahead, models.DriftQuery{})
	fails(t, err, models.ErrInvalid, "lies ahead")
	_, err = l.Drifts.DossierAsOf(t.Context(), d.ID, ahead, 10)
	fails(t, err, models.ErrInvalid, "lies ahead")
}

// A row that somebody appends says nothing about a drift's status, whatever it holds.
func TestAsOfTrustsTheLifecycleAlone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.driftIn(models.StatusTriaged)
	for _, status := range []string{"resolved", "triaged", "no status"} {
		_, err := l.Audit.Append(t.Context(), models.AppendAuditInput{
			DriftID: &d.ID, Action: "drift.exported", ActorID: l.viewer, NewValue: models.MustJSON(map[string]any{"status": status}),
		})
		l.ok(err)
	}
	page, err := l.Drifts.AsOf(t.Context(), l.clock(), models.DriftQuery{})
	l.ok(err)
	if len(page.Items) != 1 || page.Items[0].Status != models.StatusTriaged {
		t.Errorf("got %+v", page.Items)
	}
	fails(t, l.move(d.ID, models.StatusTriaged), models.ErrConflict, "engineer@example.com")
}

// A drift that was graded anew had the grade of then before.
func TestAsOfSeverity(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	graded := func(s models.Severity) func(*models.Detection) {
		return func(in *models.Detection) { in.Severity = s }
	}
	id := l.detect("s", graded(models.SeverityInfo)).DriftID
	moments := map[models.Severity]time.Time{models.SeverityInfo: l.clock()}
	for _, s := range []models.Severity{models.SeverityWarning, models.SeverityCritical} {
		l.detect("s", graded(s), func(in *models.Detection) {
			differs(string(in.Difference))(in) // its change stays a warning, so that it is a repeat
		})
		moments[s] = l.clock()
	}
	for then, at := range moments {
		for _, asked := range models.Severities() {
			page, err := l.Drifts.AsOf(t.Context(), at, models.DriftQuery{Filter: models.DriftFilter{Severity: []models.Severity{asked}}, Sort: models.SortSeverity})
			l.ok(err)
			if (page.Total == 1) != (asked == then) || page.Total == 1 && (page.Items[0].ID != id || page.Items[0].Severity != then) {
				t.Errorf("when it was %s, those that were %s: %+v", then, asked, page)
			}
		}
	}
}

// The decisions that a drift shows are those of the status that it had, however close
// they follow each other, and by its own columns where the trail tells nothing.
func TestAsOfDecisions(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := l.driftIn(models.StatusTriaged)
	l.ok(l.move(d.ID, models.StatusApproved))
	d, err := l.Drifts.Get(t.Context(), d.ID)
	l.ok(err)
	foreign := l.row(models.SeverityInfo, models.StatusResolved, *at(1, 0), at(2, 0), at(3, 0), nil)
	// As an older release wrote it: approved when the transaction began, told of later.
	late := l.drift()
	l.exec("UPDATE drifts SET status = 'approved', approved_at = created_at, approved_by = ?, approval_reason = 'as agreed' WHERE id = ?", l.engineer, late.ID)
	l.exec("INSERT INTO audit_logs (drift_id, action, new_value, created_at) SELECT id, 'drift.approved', '{\"status\": \"approved\"}', created_at + interval '1 second' FROM drifts WHERE id = ?", late.ID)
	for name, c := range map[string]struct {
		id     uuid.UUID
		at     time.Time
		status models.Status
	}{
		"at its approval":           {d.ID, *d.ApprovedAt, models.StatusApproved},
		"a microsecond before":      {d.ID, d.ApprovedAt.Add(-time.Microsecond), models.StatusTriaged},
		"approved, not told of yet": {late.ID, late.CreatedAt, models.StatusDetected},
		"approved, told of":         {late.ID, late.CreatedAt.Add(time.Second), models.StatusApproved},
		"another's, detected":       {foreign, *at(1, 0), models.StatusDetected},
		"another's, approved":       {foreign, *at(2, 0), models.StatusApproved},
		"another's, resolved":       {foreign, *at(3, 0), models.StatusResolved},
		"another's, now":            {foreign, l.clock(), models.StatusResolved},
	} {
		page, err := l.Drifts.AsOf(t.Context(), c.at, models.DriftQuery{})
		l.ok(err)
		for _, got := range page.Items {
			if got.ID == c.id && (got.Status != c.status || (got.ApprovedAt != nil) != (c.status == models.StatusApproved || c.status == models.StatusResolved) || (got.ResolvedAt != nil) != (c.status == models.StatusResolved)) {
				t.Errorf("%s: %s, approved %v, resolved %v", name, got.Status, got.ApprovedAt, got.ResolvedAt)
			}
		}
	}
}

// imported takes what a scan of a time saw, as an import does.
func (l *ledger) imported(scope string, at time.Time, change ...func(*models.Detection)) (result models.DetectResult) {
	l.Helper()
	l.ok(l.InTx(l.Context(), func(tx *repositories.Store) error {
		scan, err := tx.Scans.Begin(l.Context(), models.CreateScanInput{
			Scope: scope, Source: "terraform", ReportSHA256: sha256.Sum256([]byte(rand.Text())), ScannedAt: at, DetectedBy: models.DetectedByScheduler,
		})
		if err != nil {
			return err
		}
		in := l.detection(scan.ID)
		in.Scan, in.SeenAt = scan, at
		for _, c := range change {
			c(&in)
		}
		result, err = tx.Drifts.Detect(l.Context(), in)
		return err
	}))
	return result
}

// As of now the sightings are those of now, also of a drift that no scan saw; of one that
// was not there yet there is none.
func TestSightingsAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	written := l.drift().ID
	before := l.clock()
	told := func(address, owner string, next models.NextApply, kind models.Kind) func(*models.Detection) {
		return func(in *models.Detection) {
			in.Address, in.Owner, in.NextApply, in.Kind, in.DueWithin = address, owner, next, kind, ptr(time.Hour)
		}
	}
	a, b := told("aws_instance.a", "net", models.NextApplyKeep, models.KindState), told("aws_instance.b", "web", models.NextApplyRevert, models.KindConfiguration)
	// A late report adds a sight and nothing else, and one ahead of the clock has no last word.
	late := l.imported("late", l.past(9), a).DriftID
	l.scan("late", l.past(1))
	l.imported("late", l.past(5), b)
	ahead := l.imported("ahead", l.now().Add(time.Hour), a).DriftID
	l.imported("ahead", l.past(1), b)
	again := l.imported("again", l.past(1), a).DriftID
	l.imported("again", l.now().Add(time.Hour), b)
	ids := []uuid.UUID{written, l.detect("s").DriftID, l.detect("other", func(in *models.Detection) { in.NextApply = models.NextApplyUnknown }).DriftID, late, ahead, again, uuid.New()}
	now, err := l.Drifts.Sightings(t.Context(), ids)
	l.ok(err)
	then, err := l.Drifts.SightingsAsOf(t.Context(), l.clock(), ids)
	l.ok(err)
	for _, id := range ids {
		a, b := models.MustJSON(models.SeenDrift{Seen: now[id]}.Response()), models.MustJSON(models.SeenDrift{Seen: then[id]}.Response())
		if string(a) != string(b) {
			t.Errorf("now %s, as of now %s", a, b)
		}
	}
	for id, address := range map[uuid.UUID]string{late: "aws_instance.a", ahead: "aws_instance.b", again: "aws_instance.b"} {
		if got := now[id]; got.Address != address || got.Occurrences != 2 {
			t.Errorf("want %s of two scans: %+v", address, got)
		}
		if got := l.driftsThen(l.clock(), models.DriftFilter{Address: []string{address}}, map[uuid.UUID]string{id: "it"}); !strings.Contains(got, "it") {
			t.Errorf("at %s there is %q", address, got)
		}
		d, err := l.Drifts.Dossier(t.Context(), id, 10)
		l.ok(err)
		of, err := l.Drifts.DossierAsOf(t.Context(), id, l.clock(), 10)
		l.ok(err)
		of.Drift.UpdatedAt = d.Drift.UpdatedAt
		if a, b := models.MustJSON(d.Response()), models.MustJSON(of.Response()); string(a) != string(b) {
			t.Errorf("now is\n%s\nas of now\n%s", a, b)
		}
	}
	then, err = l.Drifts.SightingsAsOf(t.Context(), before, ids)
	l.ok(err)
	if got := then[ids[1]]; got.Occurrences != 0 || !got.FirstSeen.IsZero() || then[written].FirstSeen.IsZero() {
		t.Errorf("before: %+v and %+v", got, then[written])
	}
	if none, err := l.Drifts.SightingsAsOf(t.Context(), before, nil); err != nil || len(none) != 0 {
		t.Errorf("of none: %v, %v", none, err)
	}
}
