package main

import (
	"fmt"
	"strconv"

	"github.com/clouddrift/guardian/seed"
)

// usual is how many drifts are loaded where nobody says.
const usual = 1_000_000

const (
	// seeded is how many drifts the seed makes, at most; the others are copies of them.
	seeded = 100_000
	// whole is how many drifts have all their trail, at most: 8 kB a drift with it, 5 without.
	whole = 2_000_000
)

// maxCopies is how many copies ids can tell apart.
const maxCopies = 0xfff

// wanted reads BENCH_DRIFTS.
func wanted(given string) (int, error) {
	if given == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > seeded && n%seeded != 0 || n > seeded*(maxCopies+1) {
		return 0, fmt.Errorf("BENCH_DRIFTS is %q: it takes 1 to %d, or a multiple of that up to %d", given, seeded, seeded*(maxCopies+1))
	}
	return min(n, seed.MaxDrifts), nil
}
