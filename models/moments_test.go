package models_test

import (
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
