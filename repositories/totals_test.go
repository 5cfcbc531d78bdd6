package repositories

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// What was waited for in vain nobody waits for in the next seconds, what took too long is not even counted, and what
// takes no time is waited for again.
func TestTotalsThatAreLate(t *testing.T) {
	t.Parallel()
	of := newTotals()
	is := func(what string, wantWait time.Duration, wantCounts bool) {
		t.Helper()
		if wait, counts := of.patience("a"); wait != wantWait || counts != wantCounts {
			t.Errorf("%s: waits %s, counts: %v", what, wait, counts)
		}
	}
	counted := func(err error) {
		t.Helper()
		n, held, got := of.oneOfFew("a", func(context.Context) (int64, string, error) { return 7, "held", err })(t.Context())
		if n != 7 || held != "held" || !errors.Is(got, err) || len(of.dear) > 0 {
			t.Errorf("%d, %s, %v", n, held, got)
		}
	}
	is("at first", dearPatience, true)
	of.waited("a", 0)
	is("nobody waited", dearPatience, true)
	of.waited("a", dearPatience)
	is("somebody waited", 0, true)
	counted(nil)
	is("it takes no time", dearPatience, true)
	counted(models.ErrUnavailable)
	is("it failed", dearPatience, true)
	counted(models.ErrTimeout)
	is("it took too long", 0, false)
	of.note("a", lateness{until: time.Now().Add(-time.Second), givenUp: true})
	is("a while after", dearPatience, true)

	for range cap(of.dear) {
		of.dear <- struct{}{}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, err := of.oneOfFew("a", nil)(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("where there is no room: %v", err)
	}
	is("there was no room", dearPatience, true)
}
