package repositories_test

import (
	"testing"

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
