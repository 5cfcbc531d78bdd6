package repositories_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// firstTables is a pool over a schema of the first six tables with their own indexes alone, of 100,000 drifts of the
// ledger: what a drift costs where nothing is counted, guarded or found by its words. It is there for the while.
func (of *bench) firstTables(b *testing.B) *pgxpool.Pool {
	b.Helper()
	const drop = "DROP SCHEMA IF EXISTS bench_first_tables CASCADE"
	config := of.pgx.Config().Copy()
	config.ConnConfig.RuntimeParams["search_path"] = "bench_first_tables"
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		pool.Close()
		if _, err := of.pgx.Exec(context.Background(), drop); err != nil {
			b.Error(err)
		}
	})
	of.run(b, of.pgx, drop, "CREATE SCHEMA bench_first_tables")
	for _, file := range []string{"001_initial_schema", "002_indexes", "003_functions"} {
		sql, err := os.ReadFile("../migrations/sql/" + file + ".up.sql")
		if err != nil {
			b.Fatal(err)
		}
		of.run(b, pool, string(sql))
	}
	of.run(b, pool, "INSERT INTO users SELECT * FROM public.users", "INSERT INTO drifts SELECT * FROM public.drifts LIMIT 100000", "VACUUM ANALYZE drifts")
	return pool
}

func (of *bench) run(b *testing.B, pool *pgxpool.Pool, statements ...string) {
	b.Helper()
	for _, sql := range statements {
		if _, err := pool.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
}
