package server

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clouddrift/guardian/models"
)

// TestFigureCache: figures are read once for as long as the database holds the same,
// and a failure or a panic of the reading is kept from nobody and for nobody.
func TestFigureCache(t *testing.T) {
	t.Parallel()
	synctest.Test(t, testFigureCache) // a clock that stands: no reading is slow
}

func testFigureCache(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	reads, snapshot := 0, "1"
	var fail func()
	cache := newFigureCache(func(context.Context, int) (*figures, error) {
		reads++
		if fail != nil {
			fail()
		}
		return &figures{Figures: models.Figures{AsOf: now, UnreadAlerts: int64(reads)}, snapshot: snapshot}, nil
	}, func() time.Time { return now })
	get := func(days int) int64 {
		f, err := cache.get(t.Context(), days, snapshot)
		if err != nil {
			t.Fatal(err)
		}
		return f.UnreadAlerts
	}
	for i, step := range []struct {
		change func()
		days   int
		want   int64
	}{
		{func() {}, 7, 1}, {func() {}, 7, 1}, {func() {}, 30, 2}, {func() { snapshot = "2" }, 7, 3}, {func() {}, 7, 3},
		{func() { now = now.AddDate(0, 0, 1) }, 7, 4}, // another day has other figures
	} {
		step.change()
		if got := get(step.days); got != step.want {
			t.Errorf("step %d gives the figures of reading %d, want %d", i, got, step.want)
		}
	}
	snapshot, fail = "3", func() { panic("broken") }
	if _, err := cache.get(t.Context(), 7, snapshot); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a panic gives %v", err)
	}
	fail = nil
	if got := get(7); got != 6 {
		t.Errorf("after a failure come the figures of reading %d", got)
	}
}
