package repositories_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func TestResolveMissing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	gone := l.detect("s")
	kept := l.detect("s", func(in *models.Detection) { in.ResourceID, in.Address = "i-2", "aws_instance.kept" })
	done := l.detect("s", func(in *models.Detection) { in.ResourceID, in.Address = "i-3", "aws_instance.done" })
	l.detect("other", func(in *models.Detection) { in.ResourceID = "i-4" })
	l.ok(l.move(done.DriftID, models.StatusResolved))
	scan := l.scan("s", l.now().Add(100*time.Hour))
	var asked []uuid.UUID
	resolved, err := l.Drifts.ResolveMissing(t.Context(), scan.ID, func(m repositories.Missing) bool {
		asked = append(asked, m.DriftID)
		return m.Address == "aws_instance.web" && m.ToolType == "aws_instance" && m.FullID == "i-1"
	})
	l.ok(err)
	if len(resolved) != 1 || resolved[0].DriftID != gone.DriftID || !slices.Equal(asked, []uuid.UUID{gone.DriftID, kept.DriftID}) {
		t.Errorf("resolved %+v, asked for %v", resolved, asked)
	}
	d, err := l.Drifts.Get(t.Context(), gone.DriftID)
	l.ok(err)
	if d.Status != models.StatusResolved || *d.ResolvedHow != models.ResolvedManualFix || !slices.Contains(l.audit(d.ID), models.ActionDriftResolved) {
		t.Errorf("%+v, %v", d, l.audit(d.ID))
	}
}
