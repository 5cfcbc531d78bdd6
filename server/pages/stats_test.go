package pages

import "testing"

func TestStats(t *testing.T) {
	t.Parallel()
	shows(t, Stats(figures(), 30), "Drifts by status and severity", "the last 30 days, as of 2026-11-23 03:00:00 UTC", "a,b", "no account", "Time to resolve")
}
