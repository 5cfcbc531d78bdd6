package seed

import (
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestEveryPlaceHasKinds(t *testing.T) {
	t.Parallel()
	for _, s := range firstScopes {
		if len(at(s.place, s.source)) == 0 {
			t.Errorf("scope %s has no kind of resource", s.name)
		}
	}
}

func TestVariantOnTopOfAnother(t *testing.T) {
	t.Parallel()
	size := &variant{Severity: models.SeverityCritical, Cost: [2]int64{1, 2}, set: map[string]any{"size": 2}}
	tags := &variant{Severity: models.SeverityInfo, Cost: [2]int64{3, 4}, set: map[string]any{"tags": 1}}
	gone := &variant{Severity: models.SeverityWarning, Gone: true}
	both := size.with(tags)
	if both == nil || len(both.set) != 2 || both.Severity != models.SeverityCritical || both.Cost != [2]int64{4, 6} {
		t.Errorf("got %+v", both)
	}
	if onTop := tags.with(gone); onTop == nil || !onTop.Gone {
		t.Errorf("got %+v", onTop)
	}
	if got := []*variant{size.with(size), gone.with(tags)}; slices.ContainsFunc(got, func(v *variant) bool { return v != nil }) {
		t.Errorf("neither can come on top: %+v", got)
	}
}
