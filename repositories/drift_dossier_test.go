package repositories_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestDossier(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id := l.driftIn(models.StatusRejected).ID
	l.alert(id)
	newest := l.alert(id)
	d, err := l.Drifts.Dossier(l.Context(), id, 1)
	l.ok(err)
	if d.Drift.ID != id || d.Sighting.Occurrences != 0 || !d.Sighting.FirstSeen.Equal(d.Drift.DetectedAt) {
		t.Errorf("drift %v, sighting %+v", d.Drift.ID, d.Sighting)
	}
	if len(d.Alerts.Items) != 1 || d.Alerts.Total != 2 || d.Alerts.Items[0].ID != newest.ID {
		t.Errorf("alerts %+v", d.Alerts)
	}
	if len(d.Audit.Items) != 1 || d.Audit.Items[0].Action != models.ActionAlertCreated || d.Audit.Total < 3 {
		t.Errorf("audit rows %+v", d.Audit)
	}
	if len(d.Deciders) != 1 || d.Deciders[l.engineer].Email != "engineer@example.com" {
		t.Errorf("who decided: %+v", d.Deciders)
	}
	none, err := l.Drifts.Dossier(l.Context(), uuid.New(), 1)
	fails(t, err, models.ErrNotFound)
	if none.Deciders != nil || none.Drift.ID != uuid.Nil {
		t.Errorf("beside an error: %+v", none)
	}
}

// The changes are those of the newest scan; of a drift that no scan saw those of its
// difference, of which nobody knows how grave they are.
func TestDossierChanges(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	seen := func(value string) models.DetectResult {
		return l.detect("s", func(in *models.Detection) {
			in.Changes = []models.JudgedChange{
				{Path: "tags.Name", Severity: models.SeverityInfo, NextApply: models.NextApplyKeep},
				{Path: "etag", Severity: models.SeverityInfo, Noise: "volatile"},
				{Path: "size", Actual: models.JSON(value), Severity: models.SeverityWarning, InCode: ptr(true)},
			}
		})
	}
	seen("1")
	d, err := l.Drifts.Dossier(t.Context(), seen("2").DriftID, 1)
	l.ok(err)
	r := d.Response()
	if !d.Judged || len(r.Changes) != 2 || r.Changes[0].Path != "size" || string(r.Changes[0].Actual) != "2" || !*r.Changes[0].InCode ||
		r.Changes[0].NextApply != models.NextApplyUnknown || r.Changes[1].NextApply != models.NextApplyKeep || len(r.Noise) != 1 || r.Noise[0].Noise != "volatile" {
		t.Errorf("%+v, noise %+v", r.Changes, r.Noise)
	}
	d, err = l.Drifts.Dossier(t.Context(), l.drift().ID, 1)
	l.ok(err)
	if d.Judged || len(d.Changes) != 1 || d.Changes[0].Path != "instance_type" || d.Changes[0].Severity != "" {
		t.Errorf("no scan: %v, %+v", d.Judged, d.Changes)
	}
}

// As of a moment a drift has what was recorded by then, and nothing that came later.
func TestDossierAsOf(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	before := l.clock()
	judged := func(in *models.Detection, severity models.Severity) {
		in.Changes, _ = models.RecordedChanges(in.Difference)
		in.Changes[0].Severity = severity
	}
	first := l.detect("s", func(in *models.Detection) {
		in.NextApply, in.Kind = models.NextApplyKeep, models.KindState
		judged(in, models.SeverityWarning)
	})
	alert := l.alert(first.DriftID)
	detected := l.clock()
	l.detect("s", func(in *models.Detection) {
		in.Address = "aws_instance.moved"
		judged(in, models.SeverityCritical)
	})
	l.ok(l.move(first.DriftID, models.StatusApproved))
	_, err := l.Alerts.MarkRead(t.Context(), alert.ID, l.viewer)
	l.ok(err)
	approved := l.clock()
	next := l.detect("s", differs(`{"ami": {"expected": "ami-1", "actual": "ami-2"}}`))
	superseded := l.clock()

	told := func(at time.Time) string {
		t.Helper()
		d, err := l.Drifts.DossierAsOf(t.Context(), first.DriftID, at, 100)
		l.ok(err)
		s := d.Sighting
		unread := 0
		for _, a := range d.Alerts.Items {
			if !a.IsRead {
				unread++
			}
			if a.UpdatedAt.After(at) {
				t.Errorf("as of %s an alert was changed at %s", at, a.UpdatedAt)
			}
		}
		return fmt.Sprintln(d.Seen().StatusWord(), s.Occurrences, s.Address, s.NextApply, s.Kind, len(d.Occurrences.Items), len(d.Alerts.Items), unread,
			d.Drift.ApprovedAt != nil, len(d.Deciders), d.Changes[0].Severity, d.SupersededBy != nil)
	}
	for at, want := range map[time.Time]string{
		detected:   "detected 1 aws_instance.web keep state 1 2 2 false 0 warning false\n",
		approved:   "approved 2 aws_instance.moved revert state 2 2 1 true 1 critical false\n",
		superseded: "superseded 2 aws_instance.moved revert state 2 2 0 true 1 critical true\n",
	} {
		if got := told(at); got != want {
			t.Errorf("got  %swant %s", got, want)
		}
	}
	for _, id := range []uuid.UUID{uuid.New(), first.DriftID, next.DriftID} {
		_, err = l.Drifts.DossierAsOf(t.Context(), id, before, 100)
		fails(l, err, models.ErrNotFound)
	}
	// Now is as it is.
	current, err := l.Drifts.Dossier(t.Context(), first.DriftID, 100)
	l.ok(err)
	then, err := l.Drifts.DossierAsOf(t.Context(), first.DriftID, l.clock(), 100)
	l.ok(err)
	then.Drift.UpdatedAt = current.Drift.UpdatedAt // as of a moment it is the time of the last step
	if a, b := models.MustJSON(current.Response()), models.MustJSON(then.Response()); string(a) != string(b) {
		t.Errorf("now is\n%s\nas of now\n%s", a, b)
	}
}
