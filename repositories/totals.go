package repositories

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/clouddrift/guardian/models"
)

// totals are how many rows each filter keeps, as they were counted.
type totals struct {
	Kept[string, int64]
	dear chan struct{} // has room for so many at once that take long

	mu   sync.Mutex
	late map[string]time.Time // until when what a filter keeps is not counted, since that takes long
}

const (
	// dearPatience is how long a caller waits for a total that takes long.
	dearPatience = 250 * time.Millisecond
	// lateFor is how long one is not counted that somebody has waited for in vain.
	lateFor = 10 * time.Second
	// givenUpFor is how long one is not counted that was given up.
	givenUpFor = 10 * time.Minute
	// countTimeout is how long it may take to count, whoever still waits.
	countTimeout = "60s"
)

func newTotals() *totals {
	return &totals{dear: make(chan struct{}, 1), late: map[string]time.Time{}}
}

// inTime gives what count counts of a filter to a caller who has seen a snapshot, or, where that takes long, how many
// there are at least, of which the caller knows. While nobody waits for it, it is not counted anew either: what was begun
// for who waited last is given once it is there, for as long as it holds.
func (t *totals) inTime(ctx context.Context, filter, held string, known int64, count func(context.Context) (int64, error)) (n int64, atLeast bool, err error) {
	wait := t.patience(filter)
	if wait == 0 {
		n, atLeast = t.have(filter, held, known)
		return n, atLeast, nil
	}
	patient, stop := context.WithTimeout(ctx, wait)
	defer stop()
	n, err = t.Get(patient, filter, held, t.oneOfFew(filter, seenBy(held, count)))
	if err != nil && patient.Err() != nil && ctx.Err() == nil {
		t.rest(filter, lateFor)
		return known, true, nil
	}
	return n, false, err
}

// have is what has been counted of a filter, where that holds for who has seen a snapshot, else what the caller knows.
func (t *totals) have(filter, held string, known int64) (n int64, atLeast bool) {
	if f, is, _ := t.find(filter); is && f.snapshot == held {
		return f.value, false
	}
	return known, true
}

// isBusy says that as much is counted that takes long as there is room for.
func (t *totals) isBusy() bool { return len(t.dear) == cap(t.dear) }

// seenBy is a count by a caller who has seen a snapshot. What the caller has seen is of before, and of a standby nothing
// else will do: how far it is it tells when it is asked, which is after the statement that asks has seen its rows.
func seenBy(held string, count func(context.Context) (int64, error)) func(context.Context) (int64, string, error) {
	return func(ctx context.Context) (int64, string, error) {
		n, err := count(ctx)
		return n, held, err
	}
}

// patience is how long to wait for the total of a filter, 0 where it is not counted now.
func (t *totals) patience(filter string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Now().After(t.late[filter]) {
		return dearPatience
	}
	return 0
}

// rest has a filter not counted for a while, or counted again from now on.
func (t *totals) rest(filter string, of time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if of == 0 {
		delete(t.late, filter)
		return
	}
	if len(t.late) >= maxKept {
		clear(t.late)
	}
	t.late[filter] = time.Now().Add(of)
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
			t.rest(filter, givenUpFor)
		case err == nil && time.Since(begin) < dearPatience:
			t.rest(filter, 0)
		}
		return n, held, err
	}
}
