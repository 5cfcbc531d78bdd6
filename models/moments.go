package models

import (
	"fmt"
	"regexp"
	"time"
)

// rfc3339 is the shape of a time. time.Parse alone would let an offset of +24:00, a
// comma before the fraction and the hour 3 pass.
var rfc3339 = regexp.MustCompile(`^[^T]+T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// ParseTime reads a time in RFC 3339, or a date, which is its midnight in UTC. The
// error can be shown.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil && rfc3339.MatchString(s) {
		t, err = time.Parse(time.RFC3339, s)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("takes a time such as 2026-11-23T03:00:00Z or a date such as 2026-11-23, got %s", quote(s))
	}
	return t.UTC(), nil
}

// Stored gives a time as the ledger keeps it: in UTC, in whole microseconds.
func Stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}
