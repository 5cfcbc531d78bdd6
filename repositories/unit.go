package repositories

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// maxTries is how often a unit of work runs that PostgreSQL would not let pass.
const maxTries = 3

// unit is what every repository stands on: a handle to the database, within a unit
// of work, which is a transaction, or not, and the deadline of a call.
type unit struct {
	db      *gorm.DB
	pool    *pgxpool.Pool
	timeout time.Duration
	inTx    bool
	// schema is the one that the ledger lives in.
	schema string
	// pooled: a pooler stands between, so what a session was asked to be holds within a transaction alone.
	pooled bool
	// conn is the unit of work's own connection.
	conn *sql.Conn
	// whole is the context of the unit of work: when it ends, so does every call within.
	whole context.Context
	// totals are how many drifts each filter keeps; none within a unit of work, whose own
	// changes move no snapshot.
	totals *totals
	// scan is the scan whose import this is a part of; its audit rows name it.
	scan *uuid.UUID
	// origin is where the command was given, which its audit rows tell; nil where nobody knows.
	origin map[string]any
}

// unitOn stands on an open pool, outside a unit of work.
func unitOn(db *postgres.DB, timeout time.Duration) unit {
	return unit{db: db.Gorm, pool: db.Pool, schema: db.Schema, timeout: timeout, totals: newTotals(), pooled: db.Pooled}
}

// read runs fn under the deadline and turns its error into the domain's.
func (u unit) read(ctx context.Context, fn func(db *gorm.DB) error) error {
	ctx, cancel := u.deadline(ctx)
	defer cancel()
	return u.readError(ctx, u.again(ctx, func() error {
		if u.pooled && !u.inTx {
			return u.transaction(ctx, isolation, func(tx unit) error { return fn(tx.db) })
		}
		return fn(u.db.WithContext(ctx))
	}))
}

// again runs a read, and runs it anew where a standby took back what it stood on. Within a unit
// of work that is for the whole of it to do.
func (u unit) again(ctx context.Context, fn func() error) error {
	for try := 1; ; try++ {
		err := fn()
		if u.inTx || try == maxTries || !retryable(err) || pause(ctx, try) != nil {
			return err
		}
	}
}

// readError is domainError of a read, which nothing is in conflict with but the standby that
// it goes to.
func (u unit) readError(ctx context.Context, err error) error {
	var own *callerError
	if !u.inTx && retryable(err) && postgres.SQLState(err) != "0A000" && !errors.As(err, &own) {
		return &models.Error{Kind: models.ErrUnavailable, Message: "the standby took back what was read, since its primary had changed it; try again"}
	}
	return u.domainError(ctx, err)
}

// domainError is domainError that also knows when the unit of work around the call
// has timed out or was given up, and that logs the cause of an error whose words do
// not tell it.
func (u unit) domainError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if u.whole != nil && u.whole.Err() != nil && ctx.Err() == nil {
		ctx = u.whole
	}
	var own *callerError
	if errors.As(err, &own) {
		return own.error
	}
	err = u.orBroken(err)
	told := domainError(ctx, err)
	var known *models.Error
	if (errors.Is(told, models.ErrInternal) || notCurrent(err)) && !errors.As(err, &known) {
		u.db.Logger.Error(ctx, told.Error()+": %w", err)
	}
	return told
}

// take reads one row by its id within a call, or gives [models.ErrNotFound].
func take[T any](db *gorm.DB, entity string, id uuid.UUID) (T, error) {
	var row T
	err := db.Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = models.NotFound(entity, id.String())
	}
	return row, err
}

// lock is take that keeps everybody else from changing the row until the unit of
// work ends.
func lock[T any](u unit, entity string, id uuid.UUID) (T, error) {
	return take[T](u.db.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}), entity, id)
}

// isolation is what every unit of work is written for, whatever the server's
// default: under a stricter one a unit that waited for a lock would not see what
// the one before it has committed, and take a drift that is known for a new one.
var isolation = &sql.TxOptions{Isolation: sql.LevelReadCommitted}

// write runs fn in a transaction, or in a savepoint within one, under the deadline.
func (u unit) write(ctx context.Context, fn func(tx unit) error) error {
	if u.inTx {
		ctx, cancel := u.deadline(ctx)
		defer cancel()
		return u.domainError(ctx, u.savepoint(ctx, fn))
	}
	return u.committed(ctx, func(ctx context.Context) error { return u.transaction(ctx, isolation, fn) })
}

// committed runs fn, which commits, under the deadline, again where PostgreSQL would not let it pass, and
// looks whether what it has committed was replicated. The deadline does not end the waiting for that.
func (u unit) committed(caller context.Context, fn func(ctx context.Context) error) error {
	ctx, cancel := u.deadline(caller)
	defer cancel()
	for try := 1; ; try++ {
		err := replicated(ctx, caller, fn)
		if try == maxTries || !retryable(err) {
			return u.domainError(ctx, err)
		}
		if pause(ctx, try) != nil {
			return u.domainError(ctx, ctx.Err())
		}
	}
}

// replicated runs fn, which commits, and fails with [models.ErrNotReplicated] where the caller gave up waiting for the standby.
func replicated(ctx, caller context.Context, fn func(ctx context.Context) error) error {
	var replication postgres.Replication
	err := fn(replication.Watched(ctx, caller))
	if replication.Cut() { // whatever came after: it is committed
		return &models.Error{Kind: models.ErrNotReplicated}
	}
	return err
}

// transaction runs fn within a transaction, or in a savepoint within one, on a connection
// that calls by gorm and by pgx share.
func (u unit) transaction(ctx context.Context, options *sql.TxOptions, fn func(tx unit) error) error {
	within := func(db *gorm.DB, conn *sql.Conn) error {
		return db.Transaction(func(db *gorm.DB) error {
			if u.pooled && !u.inTx {
				if err := pin(ctx, conn); err != nil {
					return err
				}
			}
			tx := unit{db: db, pool: u.pool, schema: u.schema, timeout: u.timeout, inTx: true, conn: conn, whole: ctx, scan: u.scan, origin: u.origin}
			return tx.orBroken(fn(tx))
		}, options)
	}
	if u.inTx {
		return within(u.db.WithContext(ctx), u.conn)
	}
	return u.db.WithContext(ctx).Connection(func(db *gorm.DB) error {
		return within(db, db.Statement.ConnPool.(*sql.Conn))
	})
}

// orBroken marks an error by which the unit of work lost its connection.
func (u unit) orBroken(err error) error {
	if err == nil || u.conn == nil {
		return err
	}
	lost := false
	_ = u.conn.Raw(func(driver any) error { // fails where it is gone, of which the error tells
		lost = driver.(*stdlib.Conn).Conn().IsClosed()
		return nil
	})
	if lost {
		return &brokenError{err}
	}
	return err
}

// pin makes the unit of work that has just begun on a connection what its session was asked to be.
func pin(ctx context.Context, conn *sql.Conn) error {
	return conn.Raw(func(driver any) error { return postgres.Pin(ctx, driver.(*stdlib.Conn).Conn()) })
}

// savepoint runs fn so that a failure undoes what fn did and nothing before it.
// gorm's own nested transactions never release their savepoints, which piles them
// up in a long unit of work, and name each one anew, which fills the statement cache.
func (u unit) savepoint(ctx context.Context, fn func(tx unit) error) (err error) {
	outer := u.db // has the context of the unit around, which outlives this one's deadline
	if err := outer.Exec("SAVEPOINT unit").Error; err != nil {
		return err
	}
	done := false
	defer func() {
		if !done || err != nil {
			if outer.Exec("ROLLBACK TO SAVEPOINT unit").Error == nil {
				outer.Exec("RELEASE SAVEPOINT unit")
			}
		}
	}()
	inner := u
	inner.db = outer.WithContext(ctx)
	err = fn(inner)
	if done = true; err != nil {
		return err
	}
	return outer.Exec("RELEASE SAVEPOINT unit").Error
}

// clock reads the database's clock as it stood when the unit of work began.
func clock(db *gorm.DB) (now time.Time, err error) {
	err = db.Raw("SELECT CURRENT_TIMESTAMP").Scan(&now).Error
	return now, err
}

// hold keeps everybody else from changing the drifts whose ids a query gives until the
// unit of work ends: in the order of the ids, so that two units do not wait for each
// other. An id that is no drift is left out.
func (u unit) hold(ids string, args ...any) error {
	return u.db.Exec("SELECT FROM drifts WHERE id = ANY(ARRAY("+ids+")) ORDER BY id FOR NO KEY UPDATE", args...).Error
}

// moment is when something happens to a drift that the unit of work holds: now, and
// after all that the trail tells of the drift. So the rows of one drift stand in the
// order in which they were committed, since whoever writes the next one waits for
// the drift first, where a transaction's own time is that of its start; and they do
// so even where a clock was set back.
func (u unit) moment(drift uuid.UUID) (at time.Time, err error) {
	err = u.db.Raw("SELECT "+momentOf("CAST(? AS uuid)"), drift).Scan(&at).Error
	return at, err
}

// momentOf is the moment in SQL, the drift being an expression, which names the table of its
// columns: the trail's rows have an id of their own.
func momentOf(drift string) string {
	return "GREATEST(statement_timestamp(), (SELECT max(earlier.created_at) + interval '1 microsecond' FROM audit_logs earlier WHERE earlier.drift_id = " + drift + "))"
}

// ofLedger has a query answered where the ledger's tables are: Citus may keep a schema on another
// server than the one that is asked.
const ofLedger = " FROM " + migrations.Table + " LIMIT 1"

// written is which transactions have come and gone, in SQL. A standby's list of them may stay as
// it is while one is replayed; how far it is does not. It is asked of a table of the ledger's, since of several servers
// that one tells which has the table, and the table's oid tells one from another. A standby that took over counts on from
// what it had, and gives the numbers of transactions that were lost once more; it began at another time.
const written = "(SELECT concat_ws(' ', tableoid, pg_postmaster_start_time(), pg_current_snapshot(), CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END)" + ofLedger + ")"

// pause waits a moment that grows and varies, so that two units that met do not
// meet again at once: long enough that on a busy machine, too, who waited for a lock has
// it before who gave it up asks again.
func pause(ctx context.Context, try int) error {
	t := time.NewTimer(time.Duration(try) * time.Duration(50+rand.IntN(100)) * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (u unit) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if u.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, u.timeout)
}

func (u unit) ping(ctx context.Context) error {
	return u.read(ctx, func(db *gorm.DB) error {
		var one int
		return db.Raw("SELECT 1").Scan(&one).Error
	})
}

// orNone gives a result, or the zero value beside an error: what a call that failed
// had in hand was not written or is not whole.
func orNone[T any](result T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return result, nil
}

// callerError carries what a caller's own code returned from within a unit of
// work, so that it comes back to the caller as it was.
type callerError struct{ error }

func (e *callerError) Unwrap() error { return e.error }
