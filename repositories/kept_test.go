package repositories_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clouddrift/guardian/repositories"
)

// counted is a figure that counts its readings; each takes as long as it is told.
type counted struct {
	repositories.Kept[string, int64]
	n    atomic.Int64
	took time.Duration
}

func (c *counted) get(t *testing.T, snapshot string) int64 {
	t.Helper()
	n, err := c.Get(t.Context(), "key", snapshot, func(context.Context) (int64, string, error) {
		time.Sleep(c.took)
		return c.n.Add(1), snapshot, nil
	})
	if err != nil {
		t.Error(err)
	}
	return n
}

func TestKeptForASnapshot(t *testing.T) {
	t.Parallel()
	var c counted
	for i, want := range []int64{1, 1, 2, 2, 3} {
		if got := c.get(t, []string{"a", "a", "b", "b", "a"}[i]); got != want {
			t.Errorf("%d: got reading %d, want %d", i, got, want)
		}
	}
}

func TestKeptKeepsNoMoreThanMost(t *testing.T) {
	t.Parallel()
	read := 0
	k := repositories.Kept[string, int]{Most: 2}
	for i, want := range []int{1, 2, 2, 3, 4} {
		got, err := k.Get(t.Context(), []string{"a", "b", "b", "c", "a"}[i], "", func(context.Context) (int, string, error) {
			read++
			return read, "", nil
		})
		if err != nil || got != want {
			t.Errorf("%d: got reading %d, want %d: %v", i, got, want, err)
		}
	}
}

func TestKeptSharesAReading(t *testing.T) {
	t.Parallel()
	c := counted{took: 100 * time.Millisecond}
	done := make(chan int64)
	for i := range 20 {
		go func() { done <- c.get(t, strconv.Itoa(i)) }()
	}
	for range 20 {
		<-done
	}
	// Each snapshot is another one: who came while one was read shares the next.
	if n := c.n.Load(); n > 4 {
		t.Errorf("%d readings for 20 who asked at once", n)
	}
}

// The clock is the test's own: it goes on only while everybody sleeps.
func TestKeptIsGivenWhileItIsReadAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, givenWhileItIsReadAnew)
}

func givenWhileItIsReadAnew(t *testing.T) {
	c := counted{took: 50 * time.Millisecond}
	c.Age, c.Slow, c.Patience = time.Minute, 10*time.Millisecond, time.Millisecond
	for i, snapshot := range []string{"z", "a"} {
		if got := c.get(t, snapshot); got != int64(i+1) {
			t.Errorf("what was slow once is waited for: reading %d came, want %d", got, i+1)
		}
	}
	// Of four times what it took, three are left to others.
	time.Sleep(150 * time.Millisecond)
	begin := time.Now()
	if got := c.get(t, "b"); got != 2 || time.Since(begin) != 0 {
		t.Errorf("before it is read anew came reading %d after %s", got, time.Since(begin))
	}
	if synctest.Wait(); c.n.Load() != 2 {
		t.Error("it was read anew at once")
	}
	time.Sleep(time.Nanosecond)
	if got := c.get(t, "b"); got != 2 || time.Since(begin) != time.Millisecond+time.Nanosecond {
		t.Errorf("who will not wait got reading %d after %s", got, time.Since(begin))
	}
	time.Sleep(200 * time.Millisecond)
	if got := c.get(t, "b"); got != 3 {
		t.Errorf("what was read meanwhile is reading %d", got)
	}
	time.Sleep(time.Minute + time.Millisecond)
	if got := c.get(t, "c"); got != 4 {
		t.Errorf("what is too old is waited for, got reading %d", got)
	}
	// Once it is fast again, it is fresh.
	c.took = time.Millisecond
	time.Sleep(2 * time.Minute)
	for i, snapshot := range []string{"d", "e", "f"} {
		if got := c.get(t, snapshot); got != int64(i+5) {
			t.Errorf("what is fast again is reading %d, want %d", got, i+5)
		}
	}
}

// What takes longer than anybody waits is given as it was last, however long ago that is.
func TestKeptIsGivenAfterItsLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := counted{took: 5 * time.Second}
		c.Limit = time.Second
		if got := c.get(t, "a"); got != 1 {
			t.Errorf("the first is reading %d", got)
		}
		time.Sleep(time.Hour)
		begin := time.Now()
		if got := c.get(t, "b"); got != 1 || time.Since(begin) != time.Second {
			t.Errorf("after %s came reading %d", time.Since(begin), got)
		}
		time.Sleep(time.Minute)
		if got := c.get(t, "b"); got != 2 {
			t.Errorf("what was read meanwhile is reading %d", got)
		}
	})
}

func TestKeptFails(t *testing.T) {
	t.Parallel()
	var k repositories.Kept[int, int]
	read := func(context.Context) (int, string, error) { return 7, "a", errors.New("no") }
	if _, err := k.Get(t.Context(), 1, "a", read); err == nil || err.Error() != "no" {
		t.Errorf("got %v", err)
	}
	if _, err := k.Get(t.Context(), 1, "a", func(context.Context) (int, string, error) { panic("boom") }); err == nil || !strings.Contains(err.Error(), "boom") {
		t.Errorf("a panic became %v", err)
	}
	if n, err := k.Get(t.Context(), 1, "a", func(context.Context) (int, string, error) { return 8, "a", nil }); n != 8 || err != nil {
		t.Errorf("a failure was kept: %d, %v", n, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	wait := make(chan struct{})
	defer close(wait)
	if _, err := k.Get(ended, 2, "a", func(context.Context) (int, string, error) { <-wait; return 0, "", nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("who gave up got %v", err)
	}
}
