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
