package repositories

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/clouddrift/guardian/models"
)

// totals are how many drifts each filter keeps, as they were counted.
type totals struct {
	Kept[string, int64]
	dear chan struct{} // has room for so many at once that take long

	mu   sync.Mutex
	late map[string]lateness
}

// lateness is what was found of a filter of which it takes long to count what it keeps.
type lateness struct {
	until   time.Time // nobody waits before
	givenUp bool      // nor is it counted
}

const (
	// dearPatience is how long a caller waits for a total that takes long.
	dearPatience = 250 * time.Millisecond
	// lateFor is how long nobody waits for one that somebody has waited for in vain.
	lateFor = 10 * time.Second
	// givenUpFor is how long one is not counted that was given up.
	givenUpFor = 10 * time.Minute
)

func newTotals() *totals {
	return &totals{dear: make(chan struct{}, 2), late: map[string]lateness{}}
}

// patience is how long to wait for the total of a filter, and whether it may be counted at all.
func (t *totals) patience(filter string) (wait time.Duration, counts bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, is := t.late[filter]
	if !is || time.Now().After(was.until) {
		return dearPatience, true
	}
	return 0, !was.givenUp
}

// waited notes that somebody has waited so long in vain.
func (t *totals) waited(filter string, wait time.Duration) {
	if wait > 0 {
		t.note(filter, lateness{until: time.Now().Add(lateFor)})
	}
}

func (t *totals) note(filter string, of lateness) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.late) >= maxKept {
		clear(t.late)
	}
	t.late[filter] = of
}

// oneOfFew counts for a filter once there is room, and notes what became of it.
func (t *totals) oneOfFew(filter string, count func(context.Context) (int64, string, error)) func(context.Context) (int64, string, error) {
	return func(ctx context.Context) (int64, string, error) {
		select {
		case t.dear <- struct{}{}:
			defer func() { <-t.dear }()
		case <-ctx.Done():
			return 0, "", ctx.Err()
		}
		begin := time.Now()
		n, held, err := count(ctx)
		switch {
		case errors.Is(err, models.ErrTimeout):
			t.note(filter, lateness{until: time.Now().Add(givenUpFor), givenUp: true})
		case err == nil && time.Since(begin) < dearPatience:
			t.note(filter, lateness{})
		}
		return n, held, err
	}
}
