// Package postgres opens PostgreSQL for the rest of the program.
//
// Nothing that this package returns or logs holds a password.
package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/sirupsen/logrus"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// DB is an open database: gorm for everyday work and, over the same
// connections, pgx's pool for what gorm cannot do (COPY, say).
type DB struct {
	Gorm *gorm.DB
	Pool *pgxpool.Pool
	// Schema is the one that every session has as its search_path.
	Schema string
	// Pooled is whether a pooler stands between, as [Pooled] says of a connection.
	Pooled bool

	sql    *sql.DB
	tracer *tracer
}

// Open connects and asks the server for a sign of life. It fails with one line
// that names the host and the cause and never shows a password. The caller
// closes what it returns.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	pc, err := poolConfig(cfg)
	if err != nil {
		return nil, err
	}
	pool, pooled, err := connect(ctx, pc)
	if err == nil && pooled && !choosesMode(cfg.URL) {
		// What is prepared on one of the server's connections is not there on the next that a pooler lends.
		pool.Close()
		pc = pc.Copy()
		pc.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
		pool, pooled, err = connect(ctx, pc)
	}
	if err != nil {
		return nil, err
	}
	db, err := overPool(pool, cfg.Log)
	if err != nil {
		pool.Close()
		return nil, err
	}
	db.Schema = cfg.schemaName()
	db.Pooled = pooled
	return db, nil
}

// connect makes a pool that has heard of the server, and tells whether a pooler stands between.
func connect(ctx context.Context, pc *pgxpool.Config) (pool *pgxpool.Pool, pooled bool, err error) {
	if pool, err = pgxpool.NewWithConfig(ctx, pc); err != nil {
		return nil, false, connectionError(err)
	}
	conn, err := pool.Acquire(ctx)
	if err == nil {
		pooled = Pooled(conn.Conn())
		err = conn.Ping(ctx)
		conn.Release()
	}
	if err != nil {
		pool.Close()
		return nil, false, connectionError(err)
	}
	return pool, pooled, nil
}

// Beside opens one connection more than the pool may have, as these are, for the caller to close.
func Beside(ctx context.Context, db *DB) (*pgx.Conn, error) {
	cfg := db.Pool.Config()
	conn, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return nil, connectionError(err)
	}
	if err := cfg.AfterConnect(ctx, conn); err != nil {
		_ = conn.Close(ctx)
		return nil, connectionError(err)
	}
	return conn, nil
}

// Close ends every connection, once those in use have come back to the pool.
// Closing twice does no harm.
func (db *DB) Close() {
	_ = db.sql.Close() // it owns no connection: the pool does
	db.Pool.Close()
}

// Hear has fn told of every statement just before it is sent, and of the values, so it is for
// tests; nil ends it.
func (db *DB) Hear(fn func(Sent)) {
	if fn == nil {
		db.tracer.heard.Store(nil)
		return
	}
	db.tracer.heard.Store(&fn)
}

// overPool puts gorm on a pool. database/sql hands connections to waiters at
// random; a pgx pool queues fairly, so database/sql keeps none of its own.
func overPool(pool *pgxpool.Pool, log logrus.FieldLogger) (*DB, error) {
	sqlDB := stdlib.OpenDBFromPool(pool)
	g, err := gorm.Open(dialect{&gormpostgres.Dialector{Config: &gormpostgres.Config{Conn: sqlDB}}}, &gorm.Config{
		Logger:                 newLogger(log),
		NowFunc:                now,
		SkipDefaultTransaction: true,  // transactions are the unit of work's; a single statement is atomic already
		PrepareStmt:            false, // pgx caches statements itself, and files of several statements must run
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, fmt.Errorf("preparing gorm: %w", err)
	}
	return &DB{Gorm: g, Pool: pool, sql: sqlDB, tracer: pool.Config().ConnConfig.Tracer.(*tracer)}, nil
}

// now is the time as PostgreSQL keeps it: UTC, in whole microseconds.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
