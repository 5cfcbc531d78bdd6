package repositories

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/clouddrift/guardian/internal/postgres"
)

// pgx runs do on a connection by pgx itself, for what gorm cannot do, or does at a price: within
// a unit of work on its connection, as a part of it. Nothing but pgx uses the connection
// meanwhile, so do must not go through u.db.
func (u unit) pgx(ctx context.Context, do func(*pgx.Conn) error) error {
	fn := func(conn *pgx.Conn) error {
		err := do(conn)
		if err != nil && conn.IsClosed() {
			return &brokenError{err}
		}
		return err
	}
	if u.conn == nil {
		conn, err := u.pool.Acquire(ctx)
		if err != nil {
			return &noConnectionError{err}
		}
		defer conn.Release()
		if postgres.Pooled(conn.Conn()) {
			return pgx.BeginTxFunc(ctx, conn, postgres.Begin(conn.Conn()), func(pgx.Tx) error { return fn(conn.Conn()) })
		}
		return fn(conn.Conn())
	}
	return u.conn.Raw(func(driver any) error {
		conn := driver.(*stdlib.Conn).Conn()
		if conn.PgConn().TxStatus() == 'I' { // database/sql has undone the transaction, whose time was up
			return sql.ErrTxDone
		}
		return fn(conn)
	})
}

// readPgx is read by pgx.
func (u unit) readPgx(ctx context.Context, fn func(ctx context.Context, conn *pgx.Conn) error) error {
	ctx, cancel := u.deadline(ctx)
	defer cancel()
	return u.readError(ctx, u.again(ctx, func() error {
		return u.pgx(ctx, func(conn *pgx.Conn) error { return fn(ctx, conn) })
	}))
}

// once is write for what goes in one trip: fn sends a statement, or a batch of them, which is a
// transaction by itself. So it takes no BEGIN and no COMMIT; its isolation is the sessions' own.
func (u unit) once(ctx context.Context, fn func(ctx context.Context, conn *pgx.Conn) error) error {
	if u.inTx {
		return u.write(ctx, func(tx unit) error {
			return tx.pgx(ctx, func(conn *pgx.Conn) error { return fn(ctx, conn) })
		})
	}
	return u.committed(ctx, func(ctx context.Context) error {
		return u.pgx(ctx, func(conn *pgx.Conn) error { return fn(ctx, conn) })
	})
}
