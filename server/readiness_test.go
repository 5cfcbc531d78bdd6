package server

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// However many ask, one question is on its way, and its answer holds for a while, a bad one too.
func TestReadinessAsksOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		r := readiness{holds: readyFor}
		check := func(ctx context.Context) (string, error) {
			n := asked.Add(1)
			time.Sleep(3 * time.Second) // of the test's own clock
			if n == 2 {
				return "", errors.New("away")
			}
			return strconv.Itoa(int(n)), ctx.Err()
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.ask(gone, check); !errors.Is(err, context.Canceled) {
			t.Errorf("who is gone gets %v", err)
		}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if got, err := r.ask(t.Context(), check); got != "1" || err != nil {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
		all.Wait()
		if got, _ := r.ask(t.Context(), check); got != "1" || asked.Load() != 1 {
			t.Errorf("got %q after %d questions", got, asked.Load())
		}
		time.Sleep(readyFor)
		for range 2 {
			if _, err := r.ask(t.Context(), check); err == nil || asked.Load() != 2 {
				t.Errorf("a second later: %v after %d questions", err, asked.Load())
			}
		}
		time.Sleep(readyFor)
		if got, err := r.ask(t.Context(), check); got != "3" || err != nil {
			t.Errorf("once it is back: %q, %v", got, err)
		}
	})
}
