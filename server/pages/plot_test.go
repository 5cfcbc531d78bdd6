package pages

import (
	"testing"
	"time"
)

// TestAxes: what lies below zero gets room for itself, not for a whole step of
// what lies above.
func TestAxes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ low, high, wantLow, wantHigh float64 }{
		{0, 9, 0, 10}, {-4, 580, -4, 600}, {-90, 580, -90, 600}, {-300, 580, -400, 600}, {-9, 9, -10, 10}, {0, 1, 0, 1},
		{0, 79, 0, 80}, {0, 101, 0, 125}, {0, 11, 0, 15},
	} {
		p := newPlot("p", "", "")
		s := p.axes(test.low, test.high, []time.Time{{}}, wholeNumber)
		zero := false
		for _, shape := range p.Shapes {
			zero = zero || shape.Class == "grid zero" && shape.Y == s.y(0)
		}
		if s.low != test.wantLow || s.high != test.wantHigh || !zero {
			t.Errorf("%v to %v: from %v to %v, zero line %v", test.low, test.high, s.low, s.high, zero)
		}
	}
}
