package cli

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/telling"
)

// A message that fails three times is tried after 1, 4 and 10 seconds, whatever else is looked for meanwhile.
func TestWatchLooksWhenWhatFailedIsDue(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now, due := start, []time.Duration{1 * time.Second, 5 * time.Second, 15 * time.Second}
	var again attempts
	var looks []time.Duration
	for tried := 0; now.Sub(start) < 20*time.Second; {
		at := now.Sub(start)
		looks = append(looks, at)
		if tried < len(due) && (tried == 0 && at == 0 || tried > 0 && at == due[tried-1]) {
			next := start.Add(due[tried])
			again.add([]telling.Attempt{{Next: &next}})
			tried++
		}
		now = now.Add(again.pause(now))
	}
	for _, at := range due {
		if !slices.Contains(looks, at) {
			t.Errorf("nothing is looked for %s after: %s", at, looks)
		}
	}
	if len(again) > 0 {
		t.Errorf("%s are kept", again)
	}
}

// A clock beside the ledger's makes it look once in vain, not again and again.
func TestWatchDoesNotSpin(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	past := now.Add(-time.Hour)
	var again attempts
	again.add([]telling.Attempt{{Next: &past}})
	if first, second := again.pause(now), again.pause(now); first > 0 || second != tellEvery {
		t.Errorf("it waits %s, then %s", first, second)
	}
}
