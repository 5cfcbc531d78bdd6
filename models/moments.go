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

// span is how long something takes: a number and its unit.
var span = regexp.MustCompile(`^(\d{1,6})([smhdw])$`)

var spanUnits = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}

// ParseSpan reads how long something takes, such as 24h or 7d: in seconds (s), minutes (m),
// hours (h), days of 24 hours (d) or weeks (w). It says false where it is not written so,
// and where it is longer than a [time.Duration] holds.
func ParseSpan(s string) (time.Duration, bool) {
	parts := span.FindStringSubmatch(s)
	if parts == nil {
		return 0, false
	}
	n, err := strconv.Atoi(parts[1])
	unit := spanUnits[parts[2]]
	d := time.Duration(n) * unit
	return d, err == nil && d/unit == time.Duration(n)
}

// parseMoment reads a time like [ParseTime], or an age like [ParseSpan], which is so long
// before now. The error can be shown.
func parseMoment(s string, now time.Time) (time.Time, error) {
	if ago, is := ParseSpan(s); is {
		// In whole seconds, so that those who ask at once ask the same.
		return now.UTC().Truncate(time.Second).Add(-ago), nil
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

// ParseApprovalEnd reads a time like [ParseTime], or how long from now like [ParseSpan].
// The error can be shown.
func ParseApprovalEnd(s string) (ApprovalEnd, error) {
	if after, is := ParseSpan(s); is && after > 0 {
		return ApprovalEnd{After: after}, nil
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
