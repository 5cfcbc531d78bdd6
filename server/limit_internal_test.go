package server

import (
	"testing"
	"time"
)

// What works, what downloads, what is counted and the health routes have room in the pool at once.
func TestPoolIsSharedOut(t *testing.T) {
	t.Parallel()
	for pool := 4; pool <= 100; pool++ {
		l := newLimiter(pool, time.Second)
		if sum := cap(l.work) + cap(l.exports) + 2; sum > pool {
			t.Errorf("of a pool of %d: %d", pool, sum)
		}
	}
}
