package repositories

import (
	"context"
	"fmt"
	"iter"
	"math/big"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// SeedRun is the seeding that a ledger began with.
type SeedRun struct {
	// Drifts and RandomSeed are what was asked for.
	Drifts     int64
	RandomSeed uint64
	// StartedAt is when the ledger was cleared for it.
	StartedAt time.Time
	// FinishedAt is nil while it is under way, and for good when it broke off: the
	// ledger is then half seeded, and the next seeding clears it.
	FinishedAt *time.Time
}

// SeedRun tells of the seeding that the ledger began with, or gives
// [models.ErrNotFound] where there was none.
func (r *Reader) SeedRun(ctx context.Context) (SeedRun, error) {
	var run SeedRun
	err := r.unit.read(ctx, func(db *gorm.DB) error { return db.Table("seed_runs").Take(&run).Error })
	return orNone(run, err)
}

// seedable are the tables that the seed clears, in the order in which it names them,
// each with the column that tells whose a row is and the table whose ids that column
// has: its own id, but for a table that has none.
var seedable = func() []seedTable {
	var tables []seedTable
	for _, entity := range models.Entities() {
		t := seedTable{entity.TableName(), "id", entity.TableName()}
		switch entity.(type) {
		case models.Occurrence, models.RuleMatch:
			t.key, t.of = "scan_id", models.Scan{}.TableName()
		case models.DriftSummary:
			t.key, t.of = "first_scan_id", models.Scan{}.TableName()
		case models.ApprovalTerm, models.Notice:
			t.key, t.of = "drift_id", models.Drift{}.TableName()
		}
		tables = append(tables, t)
	}
	return tables
}()

type seedTable struct{ name, key, of string }

func seedableNames() string {
	names := make([]string, len(seedable))
	for i, t := range seedable {
		names[i] = t.name
	}
	return strings.Join(names, ", ")
}

// TableRows is a number of rows of one table.
type TableRows struct {
	Table string
	Rows  int64
}

// NotSeededError refuses to clear rows that the seed did not write. errors.Is finds
// [models.ErrConflict], and errors.As a *models.Error of the same text.
type NotSeededError struct{ Tables []TableRows }

// Error counts the rows of each table.
func (e *NotSeededError) Error() string {
	words := make([]string, len(e.Tables))
	for i, t := range e.Tables {
		words[i] = fmt.Sprintf("%s %d", t.Table, t.Rows)
	}
	return "the database holds rows that the seed did not write (" + strings.Join(words, ", ") + "); --force clears them too"
}

// Unwrap gives the domain's error.
func (e *NotSeededError) Unwrap() error {
	return &models.Error{Kind: models.ErrConflict, Message: e.Error()}
}

// Seed clears the whole ledger and writes the batches in its place. It ignores
// Config.Timeout. The clearing and the first batch are one transaction, each
// further batch is another; written hears how much each had once it is committed. So where
// it fails, the ledger is as it was before, or holds the batches so far and a
// SeedRun that is not finished.
//
// Rows that the seed did not write make it refuse with a [*NotSeededError] unless
// force is set: those whose id is none of [SeedID] and which [Store.MarkSeeded]
// does not know. Nobody can add one while it looks. It fails with
// [models.ErrConflict] where another Seed is under way or the schema is not
// current, with [models.ErrNotReplicated], and with the first error that batches gives.
func (s *Store) Seed(ctx context.Context, run SeedRun, force bool, batches iter.Seq2[*Rows, error], written func(drifts, rows int64)) error {
	if s.db == nil {
		return &models.Error{Kind: models.ErrInternal, Message: "seeding is no part of a unit of work"}
	}
	if err := s.mayBeSeeded(ctx); err != nil {
		return s.unit.domainError(ctx, err)
	}
	lock, err := postgres.Beside(ctx, s.db)
	if err != nil {
		return s.unit.domainError(ctx, err)
	}
	defer giveUp(ctx, lock)
	if err := takeSeeding(ctx, lock, s.db.Schema); err != nil {
		return s.unit.domainError(ctx, err)
	}
	err = replicated(ctx, ctx, func(ctx context.Context) error { return s.seed(ctx, run, force, batches, written) })
	if err != nil {
		return s.unit.domainError(ctx, err)
	}
	return s.unit.domainError(ctx, s.settle(ctx))
}

// settle tells the planner what the tables hold now, and which of their pages an
// index alone can answer for; autovacuum would only come to it by and by.
func (s *Store) settle(ctx context.Context) error {
	names := append(strings.Split(seedableNames(), ", "), "counted_drifts", "drift_counts", "drift_days", "scope_counts", "region_counts", "known_scopes", "cost_days", "unread_alerts")
	for i, name := range names { // in no transaction, so by the schema's name where a pooler stands between
		names[i] = pgx.Identifier{s.db.Schema, name}.Sanitize()
	}
	conn, err := s.db.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if !s.db.Pooled {
		defer giveUp(ctx, conn.Conn())
		if _, err := conn.Exec(ctx, "SET statement_timeout = 0"); err != nil {
			return err
		}
	}
	began, vacuum := time.Now(), "VACUUM (ANALYZE) "+strings.Join(names, ", ")
	_, err = conn.Exec(ctx, vacuum)
	s.unit.told(ctx, began, vacuum, 0, err)
	if ctx.Err() != nil || postgres.SQLState(err) == "57014" { // query_canceled
		return nil // the rows are in, and the next autovacuum does the rest
	}
	return err
}

// giveUp ends a connection, with the transaction and the settings that it has. The server may be
// gone, and then so are they.
func giveUp(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// seedPatience is how long a seeding waits for another: for one that was broken off
// just now, until the server has noticed.
const seedPatience = "2s"

// takeSeeding takes the lock of all seeding in a schema in a transaction that stays open, since a pooler may
// lend the connection to others after it. Nothing is written there, so it is in nobody's way.
func takeSeeding(ctx context.Context, conn *pgx.Conn, schema string) error {
	tx, err := conn.BeginTx(ctx, postgres.Begin(conn))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', $1, true),
		set_config('idle_in_transaction_session_timeout', '0', true)`, seedPatience)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(CAST($1 AS text) || ' seed', 0))"+ofLedger, schema)
	if postgres.SQLState(err) == "55P03" { // lock_not_available
		return &models.Error{Kind: models.ErrConflict, Message: "another seed is under way in this database"}
	}
	return err
}

// mayBeSeeded looks whether the schema is there and current.
func (s *Store) mayBeSeeded(ctx context.Context) error {
	status, err := migrations.Read(ctx, s.db.Gorm, s.db.Schema)
	switch {
	case err != nil:
		return err
	case len(status.Unknown) > 0:
		return &models.Error{Kind: models.ErrConflict, Message: "a newer version migrated the schema: unknown " + strings.Join(status.Unknown, ", ")}
	case !status.Current():
		return &models.Error{Kind: models.ErrConflict, Message: "the schema is behind: pending " + strings.Join(status.Pending, ", ") + "; run migrate up"}
	}
	return nil
}

// seed writes the batches. It asks for the next one before it commits, so that the
// last batch and the end of the run are one transaction.
func (s *Store) seed(ctx context.Context, run SeedRun, force bool, batches iter.Seq2[*Rows, error], written func(drifts, rows int64)) error {
	conn, err := s.db.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	next, stop := iter.Pull2(batches)
	defer stop()
	rows, broken, more := next()
	for first := true; first || more; first = false {
		var drifts, all int64
		err := pgx.BeginTxFunc(ctx, conn, postgres.Begin(conn.Conn()), func(bare pgx.Tx) error {
			tx := toldTx{bare, s.unit}
			if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
				return err
			}
			if first {
				if err := clearForSeed(ctx, tx, run, force); err != nil {
					return err
				}
			}
			if more && broken == nil {
				if err := copyRows(ctx, tx, rows); err != nil {
					return err
				}
				drifts, all = int64(len(rows.Drifts)), rows.Len()
				rows, broken, more = next()
			}
			if more || broken != nil {
				return broken
			}
			_, err := tx.Exec(ctx, "UPDATE seed_runs SET finished_at = statement_timestamp()")
			return err
		})
		if err != nil {
			return err
		}
		written(drifts, all)
	}
	return nil
}

// clearPatience is how long all tables are waited for: everybody who reads queues behind who waits for them.
const clearPatience = 5 * time.Second

// clearForSeed empties every table, which nobody else can touch from here to the
// end of the transaction, and notes the new run as begun.
func clearForSeed(ctx context.Context, tx toldTx, run SeedRun, force bool) error {
	tables := seedableNames() + ", kept_occurrences, session_rotations, seed_rows, seed_runs"
	if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL statement_timeout = %d", clearPatience.Milliseconds())); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "LOCK TABLE "+tables+", drift_words IN ACCESS EXCLUSIVE MODE")
	if postgres.SQLState(err) == "57014" && ctx.Err() == nil { // query_canceled
		return &models.Error{Kind: models.ErrConflict, Message: fmt.Sprintf("the tables are in use, and were still after %s; seed when nobody reads or writes", clearPatience)}
	}
	if err == nil {
		_, err = tx.Exec(ctx, "SET LOCAL statement_timeout = 0")
	}
	if err != nil {
		return err
	}
	if !force {
		if err := refuseNotSeeded(ctx, tx); err != nil {
			return err
		}
	}
	// On Citus triggers empty what they keep, words and sums, from the server that is asked: what is theirs is not named
	// here, and that they may is handed on.
	for _, sql := range append(migrations.Keeping[:], "TRUNCATE "+tables) {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "INSERT INTO seed_runs (drifts, random_seed) VALUES ($1, $2)",
		run.Drifts, pgtype.Numeric{Int: new(big.Int).SetUint64(run.RandomSeed), Valid: true})
	return err
}

func refuseNotSeeded(ctx context.Context, tx toldTx) error {
	var found []TableRows
	for _, t := range seedable {
		var n int64
		sql := fmt.Sprintf(`SELECT count(*) FROM %s WHERE CAST(%s AS text) NOT LIKE $1
			AND NOT EXISTS (SELECT FROM seed_rows WHERE table_name = $2 AND row_id = %[2]s)`, t.name, t.key)
		began := time.Now()
		err := tx.QueryRow(ctx, sql, seededID, t.of).Scan(&n)
		tx.unit.told(ctx, began, sql, 1, err)
		if err != nil {
			return err
		}
		if n > 0 {
			found = append(found, TableRows{t.name, n})
		}
	}
	if found == nil {
		return nil
	}
	return &NotSeededError{found}
}
