package testledger_test

import (
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testledger"
	"github.com/clouddrift/guardian/repositories"
)

func TestMain(m *testing.M) { os.Exit(testdb.Run(m)) }

func TestURL(t *testing.T) {
	t.Setenv("BENCH_DATABASE_URL", "")
	t.Setenv("BENCH_DRIFTS", "70")
	r, err := repositories.OpenReader(t.Context(), repositories.Config{URL: testledger.URL(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	run, err := r.SeedRun(t.Context())
	if err != nil || run.Drifts != 70 || run.FinishedAt == nil {
		t.Errorf("it has %d drifts: %v", run.Drifts, err)
	}
	t.Setenv("BENCH_DATABASE_URL", "postgres://elsewhere/ledger")
	if url := testledger.URL(t); url != "postgres://elsewhere/ledger" {
		t.Errorf("it does not take the ledger that is there, but %s", url)
	}
}

func TestDrifts(t *testing.T) {
	t.Setenv("BENCH_DRIFTS", "")
	if n := testledger.Drifts(t, 12); n != 12 {
		t.Errorf("nothing asked for gives %d", n)
	}
	t.Setenv("BENCH_DRIFTS", "34")
	if n := testledger.Drifts(t, 12); n != 34 {
		t.Errorf("34 gives %d", n)
	}
}
