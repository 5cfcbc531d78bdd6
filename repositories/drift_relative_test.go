package repositories_test

import (
	"testing"

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
