package repositories

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// What was waited for in vain is not counted in the next seconds, what took too long for minutes, and what takes no time is
// waited for again.
func TestTotalsThatAreLate(t *testing.T) {
	t.Parallel()
	of := newTotals()
	is := func(what string, want time.Duration) {
		t.Helper()
		if wait := of.patience("a"); wait != want {
			t.Errorf("%s: waits %s", what, wait)
		}
	}
	counted := func(err error) {
		t.Helper()
		n, held, got := of.oneOfFew("a", func(context.Context) (int64, string, error) { return 7, "held", err })(t.Context())
		if n != 7 || held != "held" || !errors.Is(got, err) || len(of.dear) > 0 {
			t.Errorf("%d, %s, %v", n, held, got)
		}
	}
	is("at first", dearPatience)
	of.rest("a", lateFor)
	is("somebody waited", 0)
	counted(nil)
	is("it takes no time", dearPatience)
	counted(models.ErrUnavailable)
	is("it failed", dearPatience)
	counted(models.ErrTimeout)
	is("it took too long", 0)
	of.late["a"] = time.Now().Add(-time.Second)
	is("a while after", dearPatience)

	for range cap(of.dear) {
		of.dear <- struct{}{}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, err := of.oneOfFew("a", nil)(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("where there is no room: %v", err)
	}
	is("there was no room", dearPatience)
}

// Who waits in vain is told what is known, and what was begun for him is given while it holds, and nothing else is begun.
func TestTotalsInTime(t *testing.T) {
	t.Parallel()
	var begun atomic.Int64
	of, counting := newTotals(), make(chan struct{})
	ask := func(what, held string, want int64, wantAtLeast bool) {
		t.Helper()
		n, atLeast, err := of.inTime(t.Context(), "a", held, 51, func(context.Context) (int64, error) {
			begun.Add(1)
			<-counting
			return 1000, nil
		})
		if n != want || atLeast != wantAtLeast || err != nil || begun.Load() != 1 {
			t.Errorf("%s: %d, at least: %v, %v; %d counts", what, n, atLeast, err, begun.Load())
		}
	}
	ask("it takes long", "first", 51, true)
	ask("it is counted still", "first", 51, true)
	close(counting)
	for {
		if f, is, _ := of.find("a"); is && f.value == 1000 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	of.rest("a", lateFor)
	ask("it is counted", "first", 1000, false)
	ask("something is written since", "second", 51, true)
}
