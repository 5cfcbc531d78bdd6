package repositories_test

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Gone are those of the scope and tool that are unresolved and whose resource was not there.
func TestGone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	at := func(address, actual string, change ...func(*models.Detection)) func(*models.Detection) {
		return func(in *models.Detection) {
			in.Address, in.FullResourceID, in.ActualState = address, "id-"+address, models.JSON(actual)
			for _, c := range change {
				c(in)
			}
		}
	}
	l.detect("s", at("b", `{}`))
	l.detect("s", at("a", `{}`))
	l.detect("s", at("changed", `{"x": 1}`))
	l.detect("s", at("unmanaged", `{}`, func(in *models.Detection) { in.Kind = models.KindUnmanaged }))
	l.detect("other", at("elsewhere", `{}`))
	l.ok(l.move(l.detect("s", at("resolved", `{}`)).DriftID, models.StatusResolved))
	gone, err := l.Drifts.Gone(t.Context(), "s", "terraform")
	l.ok(err)
	if len(gone) != 2 || gone[0].Address != "a" || gone[1].ID != "id-b" || gone[0].LastSeen.IsZero() {
		t.Errorf("got %+v", gone)
	}
	more, err := l.Drifts.Unlisted(t.Context(), "s", "terraform", l.newestScan())
	l.ok(err)
	if len(more) != 1 || more[0].Address != "unmanaged" {
		t.Errorf("unlisted: %+v", more)
	}
	l.detect("s", at("unmanaged", `{}`, func(in *models.Detection) { in.Kind = models.KindUnmanaged }))
	if more, err = l.Drifts.Unlisted(t.Context(), "s", "terraform", l.newestScan()); len(more) != 0 || err != nil {
		t.Errorf("unlisted, though seen: %+v, %v", more, err)
	}
	if none, err := l.Drifts.Gone(t.Context(), "s", "driftctl"); none == nil || len(none) != 0 || err != nil {
		t.Errorf("another tool's: %+v, %v", none, err)
	}
}
