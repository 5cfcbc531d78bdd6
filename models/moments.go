package models

import (
	"fmt"
	"time"
)

// ParseTime reads a time in RFC 3339, or a date, which is its midnight in UTC.
func ParseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("takes a time such as 2026-11-23T03:00:00Z or a date such as 2026-11-23, got %q", s)
}
