package models_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestParseTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-11-23":                     "2026-11-23T00:00:00Z",
		"2028-02-29":                     "2028-02-29T00:00:00Z",
		"2026-11-23T03:04:05Z":           "2026-11-23T03:04:05Z",
		"2026-11-23T03:04:05.123456789Z": "2026-11-23T03:04:05.123456789Z",
		"2026-11-23T03:04:05+02:00":      "2026-11-23T01:04:05Z",
		"2026-11-23T03:04:05-23:59":      "2026-11-24T03:03:05Z",
		"2026-01-01T00:30:00+01:00":      "2025-12-31T23:30:00Z",
	} {
		got, err := models.ParseTime(text)
		if err != nil || got != at(t, want) || got.Location() != time.UTC {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", " ", "now", "2026", "2026-11", "23.11.2026", "2026-11-31", "2026-02-29", "2026-13-01", "26-11-23", "2026-1-2",
		"2026-11-23T03:04:05", "2026-11-23 03:04:05Z", "2026-11-23T24:00:00Z", "2026-11-23T03:60:00Z", "2026-11-23T23:59:60Z",
		"2026-11-23T03:04:05+24:00", "2026-11-23T03:04:05+02:60", "2026-11-23T03:04:05+0200", "2026-11-23T3:04:05Z",
		"2026-11-23T03:04:05,5Z", "2026-11-23T03:04:05Z ", "2026-11-23\n", "2026-11-23T03:04:05z", strings.Repeat("2026-11-23", 1000),
	} {
		got, err := models.ParseTime(text)
		if err == nil {
			t.Errorf("%q is taken for %s", text, got)
		} else if !strings.HasPrefix(err.Error(), "takes a time such as ") || strings.Contains(err.Error(), "\n") || len(err.Error()) > 200 {
			t.Errorf("%.30q: %q", text, err)
		}
	}
}

func TestStored(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 2, 3, 4, 5_678_901, time.FixedZone("", 7200))
	if got := models.Stored(at); got != time.Date(2026, 5, 1, 0, 3, 4, 5_678_000, time.UTC) {
		t.Errorf("got %v", got)
	}
	if !models.Stored(time.Time{}).IsZero() {
		t.Error("no time became one")
	}
}

// Filters take ages beside times: so long before now.
func TestAges(t *testing.T) {
	t.Parallel()
	parse := func(age string) (time.Time, error) {
		q, err := models.ParseDriftQuery(url.Values{"since": {age}})
		return q.Filter.Since, err
	}
	for age, want := range map[string]time.Duration{
		"0h": 0, "90s": 90 * time.Second, "30m": 30 * time.Minute, "24h": 24 * time.Hour, "7d": 7 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "1000d": 1000 * 24 * time.Hour,
	} {
		before := time.Now()
		got, err := parse(age)
		if ago := time.Since(got); err != nil || ago < want || before.Sub(got) > want+time.Second || got.Location() != time.UTC || got.Nanosecond() != 0 {
			t.Errorf("%s: %s, %v", age, got, err)
		}
	}
	for _, age := range []string{"7", "d", "-7d", "+7d", "7D", "7 d", "7d ", "1.5h", "1h30m", "7y", "7ms", "7mo", "999999w", "1000000d", "٧d"} {
		if got, err := parse(age); err == nil || !strings.Contains(err.Error(), "since: takes a time such as 2026-11-23T03:00:00Z, a date such as 2026-11-23, or an age such as 24h or 7d, got ") {
			t.Errorf("%q is taken for %s: %v", age, got, err)
		}
	}
}

func TestApprovalEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 12, 0, 0, 123456789, time.UTC)
	for s, want := range map[string]string{
		"2s":                        "2026-11-26T12:00:02.123456Z", // so short an end is not rounded
		"7d":                        "2026-12-03T12:00:00Z",
		"48h":                       "2026-11-28T12:00:00Z",
		"1m":                        "2026-11-26T12:01:00Z",
		"2026-12-01":                "2026-12-01T00:00:00Z",
		"2026-12-01T10:00:00+02:00": "2026-12-01T08:00:00Z",
		"2026-11-26T12:00:00Z":      "past",
		"2026-11-26":                "past",
		"99999w":                    "takes a time such as",
		"0d":                        "takes a time such as",
		"-7d":                       "takes a time such as",
		"7":                         "takes a time such as",
		"":                          "takes a time such as",
		"0001-01-01T00:00:00Z":      "takes a time such as",
		"tomorrow":                  `got "tomorrow"`,
	} {
		end, err := models.ParseApprovalEnd(s)
		var got string
		if err == nil {
			var at time.Time
			if at, err = end.From(now); err == nil {
				got = at.Format(time.RFC3339Nano)
			}
		}
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) || strings.Contains(got, "\n") {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}
