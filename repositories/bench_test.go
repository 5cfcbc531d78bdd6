package repositories_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testledger"
	"github.com/clouddrift/guardian/repositories"
)

// bench is a large ledger, and a pool of pgx alone over the same database: what a call takes is
// told beside what it takes by hand, in the same run, so that a busy machine does not matter.
type bench struct {
	*repositories.Store
	db       *postgres.DB
	pgx      *pgxpool.Pool
	engineer uuid.UUID
	ids      []uuid.UUID // of drifts, 100,000 at most
}

// newBench stands on the ledger of [testledger.URL].
func newBench(b *testing.B) *bench {
	b.Helper()
	db := testdb.With(b, postgres.Config{URL: testledger.URL(b)})
	config, err := pgxpool.ParseConfig(db.Pool.Config().ConnString())
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = db.Pool.Config().MaxConns
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	of := &bench{Store: repositories.New(db, time.Minute), db: db, pgx: pool}
	of.engineer = of.read(b, "SELECT id FROM users WHERE role = 'engineer' AND is_active LIMIT 1")[0]
	of.ids = of.read(b, "SELECT id FROM drifts ORDER BY id LIMIT 100000")
	return of
}

// read gives the ids that a query gives.
func (of *bench) read(b *testing.B, sql string, args ...any) (ids []uuid.UUID) {
	b.Helper()
	rows, err := of.pgx.Query(b.Context(), sql, args...)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		if err := rows.Scan(&id); err != nil {
			b.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return ids
}

// benchCall is what is measured; n is another one each time.
type benchCall func(ctx context.Context, n int) error

// benchRound is how many calls of one kind each worker makes before those of the other come.
const benchRound = 20

// race measures a call beside the same by pgx alone, from one worker and from eight, turn by
// turn. Its metrics are the medians, their ratio, that of the first deciles, which a busy
// machine touches least, and how much a call allocates. Before
// each turn it tells, if that is anything to anybody, which calls come.
func race(b *testing.B, name string, before func(from, to int), ours, byHand benchCall) {
	for _, workers := range []int{1, 8} {
		b.Run(fmt.Sprintf("%s/workers=%d", name, workers), func(b *testing.B) {
			var took [2][]time.Duration
			var allocated [2]uint64
			n := 0
			for b.Loop() {
				for i, call := range []benchCall{ours, byHand} {
					to := n + workers*benchRound
					if before != nil {
						before(n, to)
					}
					times, allocs := turn(b, workers, n, call)
					n, took[i], allocated[i] = to, append(took[i], times...), allocated[i]+allocs
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(micros(median(took[0])), "µs")
			b.ReportMetric(micros(median(took[1])), "pgx-µs")
			b.ReportMetric(micros(median(took[0]))/micros(median(took[1])), "of-pgx")
			b.ReportMetric(micros(best(took[0]))/micros(best(took[1])), "of-pgx-p10")
			b.ReportMetric(float64(allocated[0])/float64(len(took[0])), "allocs")
			b.ReportMetric(float64(allocated[1])/float64(len(took[1])), "pgx-allocs")
		})
	}
}

// turnTime is how long a turn lasts before no further call is made.
const turnTime = 3 * time.Second

// turn has each worker make its calls, or as many as there is time for, and gives what each took and all have allocated.
func turn(b *testing.B, workers, from int, call benchCall) ([]time.Duration, uint64) {
	b.Helper()
	took, first := make([]time.Duration, workers*benchRound), time.Now()
	var failed atomic.Pointer[error]
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	atOnce(workers, func(worker int) {
		for i := range benchRound {
			at := worker*benchRound + i
			begin := time.Now()
			if i > 0 && begin.Sub(first) > turnTime {
				return
			}
			if err := call(b.Context(), from+at); err != nil {
				failed.Store(&err)
			}
			took[at] = time.Since(begin)
		}
	})
	runtime.ReadMemStats(&after)
	if err := failed.Load(); err != nil {
		b.Fatal(*err)
	}
	took = slices.DeleteFunc(took, func(d time.Duration) bool { return d == 0 })
	return took, after.Mallocs - before.Mallocs
}

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}

// best is what a tenth of the calls does not exceed: those that had the machine to themselves.
func best(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/10]
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// BenchmarkCalls measures the calls that are asked most.
func BenchmarkCalls(b *testing.B) {
	of := newBench(b)
	of.benchGet(b)
	of.benchDuplicate(b)
	of.benchCreate(b)
	of.benchApprove(b)
}
