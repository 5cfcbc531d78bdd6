package main

import (
	"testing"
	"time"
)

func TestTable(t *testing.T) {
	t.Parallel()
	got := table([]row{
		{part: part{name: "database", rounds: 200}, done: 200, seed: 7, took: 61*time.Second + time.Millisecond, told: "5 kills\n0 lost"},
		{part: part{name: "seeds", rounds: 100}, done: 74, seed: 7, took: time.Minute},
	})
	want := "| part | rounds | what came of it | took | seed |\n|---|---|---|---|---|\n| `database` | 200 | 5 kills 0 lost | 1m1s | 7 |\n| `seeds` | 74 of 100 |  | 1m0s | 7 |\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}
