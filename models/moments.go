package models

import (
	"fmt"
	"regexp"
	"strconv"
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

// age is how long ago something was: a number and its unit.
var age = regexp.MustCompile(`^(\d{1,6})([smhdw])$`)

var ageUnits = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}

// parseMoment reads a time like [ParseTime], or an age such as 24h or 7d, which is so long
// before now: in seconds (s), minutes (m), hours (h), days of 24 hours (d) or weeks (w).
// The error can be shown.
func parseMoment(s string, now time.Time) (time.Time, error) {
	if parts := age.FindStringSubmatch(s); parts != nil {
		// In whole seconds, so that those who ask at once ask the same.
		n, err := strconv.Atoi(parts[1])
		if ago := time.Duration(n) * ageUnits[parts[2]]; err == nil && ago/ageUnits[parts[2]] == time.Duration(n) {
			return now.UTC().Truncate(time.Second).Add(-ago), nil
		}
	}
	t, err := ParseTime(s)
	if err != nil {
		err = fmt.Errorf("takes a time such as 2026-11-23T03:00:00Z, a date such as 2026-11-23, or an age such as 24h or 7d, got %s", quote(s))
	}
	return t, err
}

// ApprovalEnd is when an approval ends: at a moment, or so long after it was given by
// the ledger's clock. The zero value is never.
type ApprovalEnd struct {
	At    time.Time
	After time.Duration
}

// IsZero says that there is no end.
func (e ApprovalEnd) IsZero() bool { return e == ApprovalEnd{} }

// From gives the end of an approval that is given now, in whole microseconds. It fails
// with [ErrInvalid] where that is not after now.
func (e ApprovalEnd) From(now time.Time) (time.Time, error) {
	end := Stored(e.At)
	if e.After > 0 {
		if end = Stored(now.Add(e.After)); e.After >= time.Minute {
			end = end.Truncate(time.Second)
		}
	}
	if !end.After(now) {
		return end, Invalid("until", fmt.Sprintf("takes a time to come; %s is past, by the ledger's clock it is %s",
			end.Format(time.RFC3339), now.UTC().Format(time.RFC3339)))
	}
	return end, nil
}

// ParseApprovalEnd reads a time like [ParseTime], or how long from now in seconds (s),
// minutes (m), hours (h), days of 24 hours (d) or weeks (w), such as 48h or 7d. The error can be shown.
func ParseApprovalEnd(s string) (ApprovalEnd, error) {
	if parts := age.FindStringSubmatch(s); parts != nil {
		n, err := strconv.Atoi(parts[1])
		if after := time.Duration(n) * ageUnits[parts[2]]; err == nil && n > 0 && after/ageUnits[parts[2]] == time.Duration(n) {
			return ApprovalEnd{After: after}, nil
		}
	}
	t, err := ParseTime(s)
	if err != nil || t.IsZero() {
		return ApprovalEnd{}, fmt.Errorf("takes a time such as 2026-11-23T03:00:00Z, a date such as 2026-11-23, or how long such as 48h or 7d, got %s", quote(s))
	}
	return ApprovalEnd{At: t}, nil
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
