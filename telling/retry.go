package telling

import "time"

const (
	// longestPause is the longest between two attempts, unless the channel asks for more.
	longestPause = time.Hour
	// giveUpAfter is how long a message is tried, and leastAttempts how often at least: one
	// that nobody could send for a day, since no worker ran, is still tried.
	giveUpAfter   = 24 * time.Hour
	leastAttempts = 5
)

// pauseAfter is how long to wait after an attempt, counted from 1.
func pauseAfter(attempt int) time.Duration {
	first := []time.Duration{time.Second, 4 * time.Second, 10 * time.Second}
	if attempt <= len(first) {
		return first[max(attempt, 1)-1]
	}
	pause := first[len(first)-1]
	for range attempt - len(first) {
		if pause *= 3; pause >= longestPause {
			return longestPause
		}
	}
	return pause
}

// nextAttempt says when to try again what was made at a time and failed by now; nil gives
// it up. The last attempt is when the day ends, also where the channel asks for longer; after
// that it may ask for an hour, so that none waits for years.
func nextAttempt(made, now time.Time, attempt int, after time.Duration) *time.Time {
	end := made.Add(giveUpAfter)
	if !now.Before(end) && attempt >= leastAttempts {
		return nil
	}
	last := end
	if !now.Before(end) {
		last = now.Add(longestPause)
	}
	next := now.Add(max(pauseAfter(attempt), after))
	if next.After(last) {
		next = last
	}
	return &next
}
