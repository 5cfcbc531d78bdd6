package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// room is how many bytes a drift takes on the disk at most while it is loaded, with and without a trail.
const room, roomThin = 9_000, 5_500

// load makes a ledger of so many drifts in a folder that has none.
func load(ctx context.Context, dir string, drifts int) error {
	need := drifts * room
	if drifts > whole {
		need = drifts * roomThin
	}
	if _, err := os.Stat(filepath.Join(dir, "pg")); err == nil {
		return fmt.Errorf("%s holds a ledger already: remove the folder, or measure it", dir)
	}
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return err
	}
	if left, err := free(ctx, dir); err != nil || left < need/1000 {
		return errors.Join(err, fmt.Errorf("%s has %d GB left: %d drifts want %d", dir, left/1e6, drifts, need/1e9))
	}
	server, err := start(ctx, dir, "autovacuum=off")
	if err != nil {
		return err
	}
	begun := time.Now()
	err = fill(ctx, server.URL(), min(drifts, seeded), (drifts-1)/seeded, drifts > whole)
	if err == nil {
		say("loaded %d drifts in %s", drifts, time.Since(begun).Round(time.Second))
	}
	return errors.Join(err, stop(ctx, server))
}

// fill seeds the first drifts and makes copies of them.
func fill(ctx context.Context, url string, first, copies int, thin bool) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := seedLedger(ctx, url, first); err != nil {
		return err
	}
	if copies > 0 {
		if err := multiply(ctx, conn, copies, thin); err != nil {
			return err
		}
	}
	say("VACUUM (ANALYZE)")
	if _, err := conn.Exec(ctx, "VACUUM (ANALYZE)"); err != nil {
		return err
	}
	return check(ctx, conn, first*(copies+1))
}

func seedLedger(ctx context.Context, url string, drifts int) error {
	store, err := repositories.Open(ctx, repositories.Config{URL: url})
	if err != nil {
		return err
	}
	defer store.Close()
	p := pace{what: "seed"}
	_, err = seed.Run(ctx, store, seed.Options{Drifts: drifts, Progress: func(done, total int64) { p.step(done, total) }})
	return err
}

// multiply writes the copies, without the indexes and the checks of foreign keys that would take most
// of the time.
func multiply(ctx context.Context, conn *pgx.Conn, copies int, thin bool) error {
	if err := keepOriginal(ctx, conn); err != nil {
		return err
	}
	// An index that is not ready is left alone by whoever writes, until REINDEX makes it anew as it was.
	indexes, err := lines(ctx, conn, `UPDATE pg_index SET indisready = false, indisvalid = false
		WHERE indrelid = ANY($1::text[]::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
		RETURNING 'REINDEX INDEX ' || indexrelid::regclass`, large)
	if err != nil {
		return err
	}
	keys, err := lines(ctx, conn, `SELECT format('ALTER TABLE %s %%s TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
		JOIN pg_constraint c ON (c.oid = tgconstraint AND c.contype = 'f') WHERE tgisinternal`)
	if err != nil {
		return err
	}
	if err := execAll(ctx, conn, filled(keys, "DISABLE")); err != nil {
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
	p := pace{what: "copy"}
	done := 0
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for n := 1; n <= copies; n++ {
		group.Go(func() error {
			own, err := pgx.ConnectConfig(ctx, conn.Config())
			if err != nil {
				return err
			}
			defer own.Close(context.WithoutCancel(ctx))
			if err := writeCopy(ctx, own, statements, n); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			p.step(int64(done), int64(copies))
			return nil
		})
	}
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
