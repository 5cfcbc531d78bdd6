package main

import (
	"io"
	"os"
	"strings"
	"testing"
)

func TestComparison(t *testing.T) {
	t.Parallel()
	const page = "List/keyset/workers=1"
	got := comparison([]measured{
		{"small", 100_000, figures{page: {"pgx-µs": 50}, "Get": {"µs": 10}, "Total": {"µs": 26}, "Seed": {"seed-rows/s": 5}, "More": {"allocs": 7, "ns/op": 1}}},
		{"large", 1_000_000, figures{page: {"pgx-µs": 50}, "Get": {"µs": 100}, "Total": {"µs": 12}, "Gone": {"µs": 3}, "Slow": {"median-ms": 4}, "Calls": {"allocs": 10}}},
		{"huge", 10_000_000, figures{page: {"pgx-µs": 100}, "Get": {"µs": 398}, "Total": {"µs": 24}, "Slow": {"median-ms": 18}, "Calls": {"allocs": 21}}},
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

How many times as long something takes is told by a page that pgx reads in the same run, which no size makes slower. From 1,000,000 drifts on it is to be at most 2 times. Page 1 is to be no more than that slower than at the next size, either.

| | 100,000 | 1,000,000 | 10,000,000 | times | |
|---|---|---|---|---|---|
| get | 10 µs | 100 µs | 398 µs | 10, 1.99 | met |
| total | 26 µs | 12 µs | 24 µs | 0.462, 1 | **we lose here** |
| slow | not measured | 4 ms | 18 ms | not known, 2.25 | **we lose here** |
| gone | not measured | 3 µs | not measured | not known, not known | not measured |
| Calls | not measured | 10 allocs | 21 allocs | not known, 2.1 | **we lose here** |
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
		large: {"large", 2_000_000, figures{"List/keyset/workers=1": {"pgx-µs": 7}, "List/total/workers=1": {"µs": 4}, "Calls/get/workers=1": {"µs": 9, "allocs": 70}}},
		small: {"small", 1_000_000, figures{"List/keyset/workers=1": {"pgx-µs": 7}, "List/total/workers=1": {"µs": 9}, "Calls/get/workers=1": {"µs": 4, "allocs": 70}}},
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
		!strings.Contains(text, "| page 1 with its total, counted anew | 9 µs | 4 µs | 0.444 | **we lose here** |\n") {
		t.Errorf("%v, %v:\n%s", err, readErr, text)
	}
}
