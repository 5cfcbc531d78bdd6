package telling

import (
	"context"
	"errors"
	"testing"
)

// A channel that does not answer is waited for once in a round, however many messages it has:
// those of other channels come after them.
func TestSlowChannelIsAskedOnce(t *testing.T) {
	t.Parallel()
	var channels slowChannels
	asked := map[string]int{}
	for range 5 {
		for name, fails := range map[string]error{"slow": unreachable(context.DeadlineExceeded), "cut": unreachable(errors.New("EOF")), "good": nil} {
			err := channels.unless(name, func() error {
				asked[name]++
				return fails
			})
			if (err == nil) != (fails == nil) || err != nil && err.Error() != fails.Error() {
				t.Errorf("%s: %v, want %v", name, err, fails)
			}
		}
	}
	if asked["slow"] != 1 || asked["cut"] != 5 || asked["good"] != 5 {
		t.Errorf("asked %v", asked)
	}
}
