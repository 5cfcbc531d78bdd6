package main

import "testing"

func TestTable(t *testing.T) {
	t.Parallel()
	got := table(figures{
		"Get":  {"µs": 124, "pgx-µs": 100, "of-pgx": 1.24},
		"Seed": {"seed-rows/s": 20_100, "copy-rows/s": 22_000, "of-copy": 0.914},
		"Slow": {"median-ms": 300.4},
		"Fast": {"median-ms": 100},
		"More": {"x": 1, "ns/op": 0},
	}, []goal{
		{what: "get", benchmark: "Get", value: "µs", beside: "pgx-µs", ratio: "of-pgx", most: 1.15},
		{what: "seed", benchmark: "Seed", value: "seed-rows/s", beside: "copy-rows/s", ratio: "of-copy", most: 0.8, least: true},
		{what: "slow", benchmark: "Slow", value: "median-ms", most: 100},
		{what: "memory", benchmark: "Slow", value: "peak-MiB", most: 256},
		{what: "beside", benchmark: "Slow", value: "median-ms", of: "Fast", most: 2},
		{what: "told", benchmark: "Slow", value: "median-ms", free: true},
		{what: "gone", benchmark: "Gone", value: "ms", most: 1},
	})
	const want = `| | measured | beside | ratio | goal | |
|---|---|---|---|---|---|
| get | 124 µs | 100 µs | 1.24 | at most 1.15 | **we lose here** |
| seed | 20,100 rows/s | 22,000 rows/s | 0.914 | at least 0.8 | met |
| slow | 300 ms |  |  | at most 100 ms | **we lose here** |
| memory | not measured |  |  | at most 256 MiB | not measured |
| beside | 300 ms | 100 ms | 3 | at most 2 | **we lose here** |
| told | 300 ms |  |  |  |  |
| gone | not measured | | | at most 1 ms | |

Also measured, without a goal:

| | |
|---|---|
| Fast | median-ms 100 |
| More | x 1 |
`
	if got != want {
		t.Errorf("it is\n%s", got)
	}
}
