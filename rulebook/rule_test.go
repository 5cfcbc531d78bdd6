package rulebook

import (
	"testing"
	"time"
)

func TestWithinText(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{"14d": 14 * 24 * time.Hour, "24h": 24 * time.Hour, "36h": 36 * time.Hour, "90m": 90 * time.Minute} {
		if got := WithinText(d); got != want {
			t.Errorf("%s is %s, want %s", d, got, want)
		}
	}
}
