package main

import (
	"io"
	"os"
	"strings"
	"testing"
)

func TestComparison(t *testing.T) {
	t.Parallel()
	got := comparison([]measured{
		{"small", 100_000, figures{"Get": {"µs": 10}, "Total": {"µs": 26}, "Seed": {"seed-rows/s": 5}, "More": {"allocs": 7, "ns/op": 1}}},
		{"large", 1_000_000, figures{"Get": {"µs": 100}, "Total": {"µs": 12}, "Gone": {"µs": 3}, "Slow": {"median-ms": 4}}},
		{"huge", 10_000_000, figures{"Get": {"µs": 199}, "Total": {"µs": 12}, "Slow": {"median-ms": 9}}},
	}, []goal{
		{what: "get", benchmark: "Get", value: "µs"},
		{what: "get beside total", benchmark: "Get", value: "µs", of: "Total"},
		{what: "total", benchmark: "Total", value: "µs", rising: true},
		{what: "seed", benchmark: "Seed", value: "seed-rows/s"},
		{what: "slow", benchmark: "Slow", value: "median-ms", free: true},
		{what: "gone", benchmark: "Gone", value: "µs"},
	})
	const want = `- small
- large
- huge

From 1,000,000 drifts on, each figure is to be at most 2 times that of the size before. What is not to fall is to be at most 1.25 times that of the next size.

| | 100,000 | 1,000,000 | 10,000,000 | times | |
|---|---|---|---|---|---|
| get | 10 µs | 100 µs | 199 µs | 10, 1.99 | met |
| total | 26 µs | 12 µs | 12 µs | 0.462, 1 | **we lose here** |
| slow | not measured | 4 ms | 9 ms | not known, 2.25 | **we lose here** |
| gone | not measured | 3 µs | not measured | not known, not known | not measured |
| More | 7 allocs | not measured | not measured | not known, not known | not measured |
`
	if got != want {
		t.Errorf("it is\n%s", got)
	}
}

// Not parallel: it takes the place of standard output.
func TestCompare(t *testing.T) {
	large, small, none := t.TempDir(), t.TempDir(), t.TempDir()
	for dir, m := range map[string]measured{
		large: {"large", 2_000_000, figures{"List/total/workers=1": {"µs": 4}, "Calls/get/workers=1": {"µs": 9, "allocs": 70}}},
		small: {"small", 1_000_000, figures{"List/total/workers=1": {"µs": 8}, "Calls/get/workers=1": {"µs": 4, "allocs": 70}}},
	} {
		if err := m.keep(dir); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(t.Context(), []string{"compare", large, none}); err == nil || !strings.Contains(err.Error(), none+" has no measurement") {
		t.Error(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdout
	os.Stdout = w
	err = run(t.Context(), []string{"compare", large, small})
	os.Stdout = before
	w.Close()
	said, readErr := io.ReadAll(r)
	text := string(said)
	if err != nil || readErr != nil || !strings.Contains(text, "| get by id | 4 µs | 9 µs | 2.25 | **we lose here** |\n") ||
		!strings.Contains(text, "| get by id, allocations | 70 allocs | 70 allocs | 1 | met |\n") ||
		!strings.Contains(text, "| page 1 with its total, counted anew | 8 µs | 4 µs | 0.5 | **we lose here** |\n") {
		t.Errorf("%v, %v:\n%s", err, readErr, text)
	}
}
