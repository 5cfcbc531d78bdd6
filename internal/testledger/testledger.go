// Package testledger gives the benchmarks of every package the same ledger: the one
// that `go run ./bench` has loaded, else a small one.
package testledger

import (
	"os"
	"strconv"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// usual is how many drifts a ledger has where BENCH_DRIFTS does not say.
const usual = 10_000

// URL gives the URL of a seeded ledger. It is the one that BENCH_DATABASE_URL names, else a
// new one of BENCH_DRIFTS drifts, 10,000 where that is not set, which goes after the benchmark. A
// benchmark may leave what it writes there, and finds there what others have left.
func URL(b testing.TB) string {
	b.Helper()
	if url := os.Getenv("BENCH_DATABASE_URL"); url != "" {
		return url
	}
	url := testdb.New(b).Owner().URL
	store, err := repositories.Open(b.Context(), repositories.Config{URL: url})
	if err == nil {
		_, err = seed.Run(b.Context(), store, seed.Options{Drifts: Drifts(b, usual)})
		store.Close()
	}
	if err != nil {
		b.Fatal("testledger: ", err)
	}
	return url
}

// Drifts is how many drifts BENCH_DRIFTS asks for, otherwise as many as given.
func Drifts(b testing.TB, otherwise int) int {
	b.Helper()
	given := os.Getenv("BENCH_DRIFTS")
	if given == "" {
		return otherwise
	}
	n, err := strconv.Atoi(given)
	if err != nil || n < 1 || n > seed.MaxDrifts {
		b.Fatalf("BENCH_DRIFTS is %q: it takes how many drifts the ledger has, from 1 to %d", given, seed.MaxDrifts)
	}
	return n
}
