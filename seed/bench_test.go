package seed

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
)

// copied are the tables that a seed writes, in an order that foreign keys allow: summaries before their drifts, as the seed
// has them, which is the cheapest. What triggers write is no row of theirs.
var copied = []string{"users", "rule_sets", "drift_summaries", "drifts", "scans", "drift_occurrences", "approval_terms", "alerts", "audit_logs",
	"cost_metrics", "sessions", "rule_matches"}

// BenchmarkSeed seeds an empty ledger, and then copies the very same rows into
// another one, with the same tables and indexes, by psql's \copy from files that
// are ready:
//
//	go test -run '^$' -bench 'Seed$' -benchtime 3x ./seed
//
// BENCH_SEED_DRIFTS is the number of drifts, 100,000 when it is not set.
func BenchmarkSeed(b *testing.B) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		b.Skip("there is no psql here")
	}
	drifts := 100_000
	if s := os.Getenv("BENCH_SEED_DRIFTS"); s != "" {
		if drifts, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	var rows int64
	var seeding, copying time.Duration
	for range b.N {
		url := testdb.New(b).Owner().URL
		seeding += seedOnce(b, url, Options{Drifts: drifts}, &rows)
		if copying == 0 {
			commands(b, psql, url, dir, "TO")
		}
		copying += commands(b, psql, testdb.New(b).Owner().URL, dir, "FROM")
	}
	n := float64(rows)
	b.ReportMetric(n/seeding.Seconds(), "seed-rows/s")
	b.ReportMetric(n/copying.Seconds(), "copy-rows/s")
	b.ReportMetric(copying.Seconds()/seeding.Seconds(), "of-copy")
	b.ReportMetric(float64(drifts)*float64(b.N)/seeding.Seconds(), "drifts/s")
	b.ReportMetric(0, "ns/op")
}

// seedOnce adds the rows that it wrote to rows.
func seedOnce(b *testing.B, url string, o Options, rows *int64) time.Duration {
	b.Helper()
	db, err := postgres.Open(b.Context(), postgres.Config{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	start := time.Now()
	result, err := Run(b.Context(), repositories.New(db, 0), o)
	if err != nil {
		b.Fatal(err)
	}
	*rows += result.Rows
	return time.Since(start)
}

// commands copies every table to or from its file.
func commands(b *testing.B, psql, url, dir, direction string) time.Duration {
	b.Helper()
	args := []string{"-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", url}
	for _, table := range copied {
		args = append(args, "-c", fmt.Sprintf(`\copy %s %s '%s'`, table, direction, filepath.Join(dir, table)))
	}
	start := time.Now()
	if out, err := exec.CommandContext(b.Context(), psql, args...).CombinedOutput(); err != nil {
		b.Fatalf("psql: %v: %s", err, strings.ReplaceAll(string(out), url, "…"))
	}
	return time.Since(start)
}

// BenchmarkStory makes the rows and writes them nowhere: what generation costs by
// itself.
func BenchmarkStory(b *testing.B) {
	o, err := Options{Drifts: 50_000, Now: noon, passwordCost: bcrypt.MinCost}.complete()
	if err != nil {
		b.Fatal(err)
	}
	var rows int64
	for b.Loop() {
		for batch := range batches(o) {
			rows += batch.Len()
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}
