//go:build !race

package repositories_test

import "testing"

// What a drift that is read by its id allocates is little more than the driver itself needs.
func TestAllocationsOfGet(t *testing.T) {
	l := newLedger(t)
	of := l.drift()
	n := testing.AllocsPerRun(200, func() {
		if _, err := l.Drifts.Get(t.Context(), of.ID); err != nil {
			t.Fatal(err)
		}
	})
	if most := 100.0; n > most {
		t.Errorf("a drift that is read allocates %.0f times, at most %.0f", n, most)
	}
}
