package telling

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

func TestPausesGrowToAnHour(t *testing.T) {
	t.Parallel()
	var got []time.Duration
	for attempt := range 12 {
		got = append(got, pauseAfter(attempt+1))
	}
	if want := "[1s 4s 10s 30s 1m30s 4m30s 13m30s 40m30s 1h0m0s 1h0m0s 1h0m0s 1h0m0s]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// A message is tried for a day, at its end once more, and five times at least.
func TestGivenUpAfterADay(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		failed  time.Duration
		attempt int
		after   time.Duration
		want    string
	}{
		"first":                     {0, 1, 0, "1s"},
		"Retry-After":               {0, 1, time.Minute, "1m0s"},
		"Retry-After is less":       {time.Hour, 9, time.Second, "2h0m0s"},
		"Retry-After goes beyond":   {0, 2, 48 * time.Hour, "24h0m0s"},
		"the last within the day":   {23*time.Hour + 30*time.Minute, 30, 0, "24h0m0s"},
		"a day":                     {24 * time.Hour, 30, 0, "never"},
		"a day, and nobody tried":   {24 * time.Hour, 4, 0, "24h0m30s"},
		"a day, asked for years":    {30 * time.Hour, 2, 10 * 365 * 24 * time.Hour, "31h0m0s"},
		"long after, tried at last": {72 * time.Hour, 5, 0, "never"},
	} {
		got := "never"
		if next := nextAttempt(made, made.Add(c.failed), c.attempt, c.after); next != nil {
			got = next.Sub(made).String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// A pause begins when a message failed, not when it was taken up: one that nobody answers
// for 20 seconds was tried again at once.
func TestPauseBeginsAtTheFailure(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": r.URL})
	var taken atomic.Int64
	r.answer = func(_ int, w http.ResponseWriter) {
		taken.Add(int64(15 * time.Second))
		w.WriteHeader(http.StatusInternalServerError)
	}
	o.found("prod/web", 1)
	teller := o.teller()
	teller.Now = func(context.Context) (time.Time, error) { return o.clock.Add(time.Duration(taken.Load())), nil }
	report, err := teller.Round(t.Context())
	o.ok(err)
	if want := o.clock.Add(16 * time.Second); len(report.Waiting) != 1 || !report.Waiting[0].Next.Equal(want) {
		t.Errorf("%+v, want the next at %s", report.Waiting, want)
	}
}
