package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

const (
	// seeded is how many drifts the seed makes, at most; the others are copies of them.
	seeded = 100_000
	// whole is how many drifts have all their trail, at most: 8 kB a drift with it, 5 without.
	whole = 2_000_000
)

// common are the settings of the server while it is loaded and while it is measured: the ledger may
// be lost, so that what is measured is not the disk.
var common = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"shared_buffers=2GB", "max_wal_size=4GB", "checkpoint_timeout=30min", "maintenance_work_mem=1GB"}

// start starts the server of a folder, whose schema is then that of this program.
func start(ctx context.Context, dir string, settings ...string) (*pgserver.Share, error) {
	server, err := pgserver.Start(ctx, pgserver.Options{DataDir: dir, Settings: append(settings, common...)})
	if err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: server.URL(), MaxConns: 2})
	if err == nil {
		_, err = migrations.Up(ctx, db.Gorm, migrations.Options{Progress: func(id string) { say("migration %s", id) }})
		db.Close()
	}
	if err != nil {
		return nil, errors.Join(err, stop(ctx, server))
	}
	return server, nil
}

// stop writes all down first, which may take longer than a server has to end.
func stop(ctx context.Context, server *pgserver.Share) error {
	ctx = context.WithoutCancel(ctx)
	if conn, err := pgx.Connect(ctx, server.URL()); err == nil {
		_, _ = conn.Exec(ctx, "CHECKPOINT")
		conn.Close(ctx)
	}
	return server.Close(ctx)
}

// load makes a ledger of so many drifts in a folder.
func load(ctx context.Context, dir string, drifts int) error {
	server, err := start(ctx, dir, "autovacuum=off")
	if err != nil {
		return err
	}
	begun := time.Now()
	err = fill(ctx, server.URL(), drifts)
	if err == nil {
		say("loaded %d drifts in %s", drifts, time.Since(begun).Round(time.Second))
	}
	return errors.Join(err, stop(ctx, server))
}

func fill(ctx context.Context, url string, drifts int) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	copies := (drifts - 1) / seeded
	if copies > maxCopies || drifts%min(drifts, seeded) != 0 {
		return fmt.Errorf("%d drifts: want at most %d, or a multiple of it up to %d", drifts, seeded, seeded*(maxCopies+1))
	}
	if err := seedLedger(ctx, url, min(drifts, seeded)); err != nil {
		return err
	}
	if copies > 0 {
		if err := multiply(ctx, conn, copies, drifts > whole); err != nil {
			return err
		}
	}
	say("VACUUM (ANALYZE)")
	if _, err := conn.Exec(ctx, "VACUUM (ANALYZE)"); err != nil {
		return err
	}
	return check(ctx, conn, drifts)
}

func seedLedger(ctx context.Context, url string, drifts int) error {
	store, err := repositories.Open(ctx, repositories.Config{URL: url})
	if err != nil {
		return err
	}
	defer store.Close()
	p := pace{what: "seed"}
	_, err = seed.Run(ctx, store, seed.Options{Drifts: drifts, Force: true, Progress: func(done, total int64) { p.step(done, total) }})
	return err
}

// multiply writes the copies, without the indexes and the checks of foreign keys that would take most
// of the time.
func multiply(ctx context.Context, conn *pgx.Conn, copies int, thin bool) error {
	if err := keepOriginal(ctx, conn); err != nil {
		return err
	}
	indexes, err := lines(ctx, conn, `SELECT pg_get_indexdef(indexrelid) FROM pg_index
		WHERE indrelid = ANY($1::text[]::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`, large)
	if err != nil {
		return err
	}
	drops, err := lines(ctx, conn, `SELECT 'DROP INDEX ' || indexrelid::regclass FROM pg_index
		WHERE indrelid = ANY($1::text[]::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`, large)
	if err != nil {
		return err
	}
	keys, err := lines(ctx, conn, `SELECT format('ALTER TABLE %s %%s TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
		JOIN pg_constraint c ON (c.oid = tgconstraint AND c.contype = 'f') WHERE tgisinternal`)
	if err != nil {
		return err
	}
	if err := execAll(ctx, conn, append(drops, filled(keys, "DISABLE")...)); err != nil {
		return err
	}
	if err := writeCopies(ctx, conn, copies, thin); err != nil {
		return err
	}
	p := pace{what: "index"}
	for i, statement := range indexes {
		if err := execAll(ctx, conn, []string{statement}); err != nil {
			return err
		}
		p.step(int64(i+1), int64(len(indexes)))
	}
	return execAll(ctx, conn, append(filled(keys, "ENABLE"), "DROP SCHEMA "+original+" CASCADE"))
}

// large are the tables whose indexes are made anew at the end: those whose triggers find nothing by them.
var large = []string{"drifts", "drift_summaries", "drift_occurrences", "drift_words", "counted_drifts", "alerts", "audit_logs", "cost_metrics"}

// writers is how many copies are written at once.
const writers = 2

func writeCopies(ctx context.Context, conn *pgx.Conn, copies int, thin bool) error {
	var statements []string
	for _, table := range copied {
		statement, err := copyOf(ctx, conn, table, thin)
		if err != nil {
			return err
		}
		statements = append(statements, statement)
	}
	numbers, done := make(chan int), make(chan struct{}, copies)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(numbers)
		for n := 1; n <= copies; n++ {
			select {
			case numbers <- n:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range writers {
		group.Go(func() error {
			own, err := pgx.ConnectConfig(ctx, conn.Config())
			if err != nil {
				return err
			}
			defer own.Close(context.WithoutCancel(ctx))
			for n := range numbers {
				if err := writeCopy(ctx, own, statements, n); err != nil {
					return err
				}
				done <- struct{}{}
			}
			return nil
		})
	}
	group.Go(func() error {
		p := pace{what: "copy"}
		for n := range copies {
			select {
			case <-done:
				p.step(int64(n+1), int64(copies))
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

// check refuses a ledger whose tables disagree: it would be measured as something that it is not.
func check(ctx context.Context, conn *pgx.Conn, drifts int) error {
	for _, table := range []string{"drifts", "counted_drifts", "drift_words"} {
		var n int
		if err := conn.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			return err
		}
		if n < drifts || n > drifts+drifts/100+100 {
			return fmt.Errorf("the load is not whole: %s has %d rows for %d drifts", table, n, drifts)
		}
	}
	return nil
}

func lines(ctx context.Context, conn *pgx.Conn, sql string, args ...any) ([]string, error) {
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func filled(patterns []string, word string) []string {
	all := make([]string, len(patterns))
	for i, p := range patterns {
		all[i] = fmt.Sprintf(p, word)
	}
	return all
}
