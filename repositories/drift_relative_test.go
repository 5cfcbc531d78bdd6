package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A drift shows what it took the place of, and what took its own: where that stood,
// why, and who decided it.
func TestRelatives(t *testing.T) {
	t.Parallel()
	l, old, successor := superseded(t)
	l.ok(l.move(successor, models.StatusTriaged))
	newer, err := l.Drifts.Dossier(t.Context(), successor, 1)
	l.ok(err)
	p := newer.Supersedes
	if p == nil || newer.SupersededBy != nil || p.ID != old || p.Status != models.StatusApproved || !p.Superseded || p.Reason == nil || *p.Reason != reason ||
		p.DecidedBy == nil || *p.DecidedBy != l.engineer || *p.DecidedByEmail != "engineer@example.com" || p.DecidedAt == nil || p.Deactivated {
		t.Fatalf("its predecessor is %+v", p)
	}
	older, err := l.Drifts.Dossier(t.Context(), old, 1)
	l.ok(err)
	s := older.SupersededBy
	if s == nil || older.Supersedes != nil || s.ID != successor || s.Status != models.StatusTriaged || s.Superseded || s.Reason != nil || *s.DecidedByEmail != "engineer@example.com" {
		t.Fatalf("its successor is %+v", s)
	}
	if older.Seen().StatusWord() != "superseded" || newer.Seen().StatusWord() != "triaged" {
		t.Errorf("%s and %s", older.Seen().StatusWord(), newer.Seen().StatusWord())
	}
	r := newer.Response()
	if r.Supersedes.ID != old || r.Supersedes.Status != models.StatusApproved || !r.Open || older.Response().Open {
		t.Errorf("as JSON: %+v", r.Supersedes)
	}

	l.exec("UPDATE users SET is_active = false WHERE id = ?", l.engineer)
	newer, err = l.Drifts.Dossier(t.Context(), successor, 1)
	l.ok(err)
	if !newer.Supersedes.Deactivated {
		t.Errorf("who decided may no longer act: %+v", newer.Supersedes)
	}

	// Whoever decided past the repositories left it in the columns alone; one that is
	// deleted left its id.
	l.exec("UPDATE drift_summaries SET supersedes = ? WHERE drift_id = ?", l.row(models.SeverityInfo, models.StatusApproved, *at(1, 0), at(2, 0), nil, nil), successor)
	newer, err = l.Drifts.Dossier(t.Context(), successor, 1)
	l.ok(err)
	if p := newer.Supersedes; p.Status != models.StatusApproved || p.Superseded || !p.DecidedAt.Equal(*at(2, 0)) || p.DecidedBy != nil {
		t.Errorf("decided in columns alone: %+v", p)
	}
	gone := uuid.New()
	l.exec("UPDATE drift_summaries SET supersedes = ? WHERE drift_id = ?", gone, successor)
	newer, err = l.Drifts.Dossier(t.Context(), successor, 1)
	l.ok(err)
	if *newer.Supersedes != (models.Relative{ID: gone}) {
		t.Errorf("a deleted one is %+v", newer.Supersedes)
	}
}

// As of a moment a relative is told of as it stood then.
func TestRelativesAsOf(t *testing.T) {
	t.Parallel()
	l, old, successor := superseded(t)
	undecided := l.clock()
	_, err := l.Drifts.Approve(t.Context(), successor, models.ApproveDriftInput{ApprovedBy: l.engineer, Reason: reason, Ticket: "CHG-7", Until: models.ApprovalEnd{After: 48 * time.Hour}})
	l.ok(err)
	approved := l.clock()
	l.ok(l.move(successor, models.StatusResolved))
	by := func(at time.Time) models.Relative {
		t.Helper()
		d, err := l.Drifts.DossierAsOf(t.Context(), old, at, 1)
		l.ok(err)
		if d.SupersededBy == nil {
			t.Fatalf("nothing took its place: %+v", d.Sighting)
		}
		return *d.SupersededBy
	}
	if got := by(undecided); got != (models.Relative{ID: successor, Status: models.StatusDetected}) {
		t.Errorf("before it was decided: %+v", got)
	}
	if got := by(approved); got.Status != models.StatusApproved || *got.Reason != reason || *got.DecidedBy != l.engineer || got.Ticket != "CHG-7" || got.ApprovedUntil == nil {
		t.Errorf("while it was approved: %+v", got)
	}
	d, err := l.Drifts.Dossier(t.Context(), old, 1)
	l.ok(err)
	of, err := l.Drifts.DossierAsOf(t.Context(), old, l.clock(), 1)
	l.ok(err)
	if a, b := models.MustJSON(d.Response().SupersededBy), models.MustJSON(of.Response().SupersededBy); string(a) != string(b) || d.SupersededBy.Status != models.StatusResolved {
		t.Errorf("now %s, as of now %s", a, b)
	}
	newer, err := l.Drifts.DossierAsOf(t.Context(), successor, undecided, 1)
	l.ok(err)
	if p := newer.Supersedes; p.ID != old || p.Status != models.StatusApproved || !p.Superseded || *p.Reason != reason {
		t.Errorf("what it took the place of: %+v", p)
	}
}
