package seed

import (
	"testing"
	"time"
)

func TestOfficeHours(t *testing.T) {
	t.Parallel()
	w := newWriter(noon, 1, 64)
	for hour := range 24 {
		at := noon.Truncate(day).Add(time.Duration(hour) * time.Hour)
		got := w.office(at)
		if got.Before(at) || got.Sub(at) > day || got.Hour() < 8 || got.Hour() > 18 {
			t.Errorf("%v became %v", at, got)
		}
	}
}

func TestIDsAreOfTheirTable(t *testing.T) {
	t.Parallel()
	a, b := newWriter(noon, 1, 64), newWriter(noon, 1, 64)
	first, second := a.id(seedDrifts), a.id(seedDrifts)
	if first == second || first == a.id(seedScans) || first != b.id(seedDrifts) {
		t.Errorf("got %v and %v", first, second)
	}
}
