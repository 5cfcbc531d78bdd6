// Package postgres opens PostgreSQL for the rest of the program and, where no
// database is configured, runs a private PostgreSQL of its own.
//
// Nothing that this package returns or logs holds a password.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/sirupsen/logrus"
	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	applicationName       = "clouddrift-guardian"
	defaultMaxConns       = 10
	defaultConnectTimeout = 5 * time.Second

	// cancelPatience is how long a statement that is given up may take to stop
	// before its connection is closed instead.
	cancelPatience = time.Second
)

// Config says which database to open and how its sessions behave.
type Config struct {
	// URL is a libpq URL or keyword string. Several hosts,
	// target_session_attrs and pgx's default_query_exec_mode are respected.
	// A connect_timeout that it lacks is 5 seconds a host.
	URL string
	// Schema is the only schema on the search_path of every session; "" is public.
	// It is taken as it is, capitals and odd characters too.
	Schema string
	// MaxConns is the size of the pool; 0 is 10.
	MaxConns int
	// QueryTimeout is the statement_timeout of every session, in whole
	// milliseconds; 0 leaves the server's own.
	QueryTimeout time.Duration
	// ReadOnly makes every session's transactions read-only by default.
	ReadOnly bool
	// Log takes queries at debug and failures at error level, both without
	// parameter values; nil is silent.
	Log logrus.FieldLogger
}

// DB is an open database: gorm for everyday work and, over the same
// connections, pgx's pool for what gorm cannot do (COPY, say).
type DB struct {
	Gorm *gorm.DB
	Pool *pgxpool.Pool

	sql *sql.DB
}

// Open connects and asks the server for a sign of life. It fails with one line
// that names the host and the cause and never shows a password. The caller
// closes what it returns.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	pc, err := poolConfig(cfg)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, connectionError(err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, connectionError(err)
	}
	db, err := overPool(pool, cfg.Log)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return db, nil
}

// Close ends every connection, once those in use have come back to the pool.
// Closing twice does no harm.
func (db *DB) Close() {
	_ = db.sql.Close() // it owns no connection: the pool does
	db.Pool.Close()
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
	return &DB{Gorm: g, Pool: pool, sql: sqlDB}, nil
}

// now is the time as PostgreSQL keeps it: UTC, in whole microseconds.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

func poolConfig(cfg Config) (*pgxpool.Config, error) {
	if err := checkURL(cfg.URL); err != nil {
		return nil, err
	}
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, parseError(err)
	}
	if err := checkSettings(pc.ConnConfig); err != nil {
		return nil, err
	}
	pc.MaxConns = defaultMaxConns
	if cfg.MaxConns > 0 {
		pc.MaxConns = int32(min(cfg.MaxConns, 1<<30))
	}
	pc.AfterConnect = timesInUTC
	pc.ConnConfig.BuildContextWatcherHandler = cancelStatement
	setSession(pc.ConnConfig)

	params := pc.ConnConfig.RuntimeParams
	schema := cfg.Schema
	if schema == "" {
		schema = "public"
	}
	params["search_path"] = pgx.Identifier{schema}.Sanitize()
	if cfg.QueryTimeout > 0 {
		params["statement_timeout"] = strconv.FormatInt(max(1, cfg.QueryTimeout.Milliseconds()), 10)
	}
	if cfg.ReadOnly {
		params["default_transaction_read_only"] = "on"
	}
	return pc, nil
}

// setSession is what every connection of this program has in common.
func setSession(cc *pgx.ConnConfig) {
	cc.RuntimeParams["application_name"] = applicationName
	cc.RuntimeParams["timezone"] = "UTC"
	if cc.ConnectTimeout == 0 {
		cc.ConnectTimeout = defaultConnectTimeout
	}
}

// cancelStatement lets the server stop a statement whose context ends, where pgx
// would close the connection: a transaction then lives on and can go back to its
// last savepoint.
func cancelStatement(conn *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelPatience}
}

// timesInUTC makes a timestamptz arrive in UTC, as it is written, rather than
// in the zone of this machine.
func timesInUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name:  "timestamptz",
		OID:   pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

// EnsureDatabase creates the database that the URL names where it is missing,
// in UTF-8. It does nothing where the database is there. It fails with one line
// where the database is missing and this user may not create it.
func EnsureDatabase(ctx context.Context, url string) error {
	if err := checkURL(url); err != nil {
		return err
	}
	cc, err := pgx.ParseConfig(url)
	if err != nil {
		return parseError(err)
	}
	if err := checkSettings(cc); err != nil {
		return err
	}
	setSession(cc)
	conn, err := pgx.ConnectConfig(ctx, cc)
	if err == nil {
		return conn.Close(ctx)
	}
	if !NoSuchDatabase(err) {
		return connectionError(err)
	}
	name := cc.Database
	if name == "" {
		name = cc.User // as libpq has it
	}
	return createDatabase(ctx, cc, name)
}

// createDatabase goes through a maintenance database, since CREATE DATABASE
// wants a connection to some other one.
func createDatabase(ctx context.Context, cc *pgx.ConnConfig, name string) error {
	var conn *pgx.Conn
	var errs []error
	for _, maintenance := range []string{"postgres", "template1"} {
		c := cc.Copy()
		c.Database = maintenance
		var err error
		if conn, err = pgx.ConnectConfig(ctx, c); err == nil {
			break
		}
		errs = append(errs, connectionError(err))
	}
	if conn == nil {
		return fmt.Errorf("database %q does not exist and cannot be created: %w", name, errs[0])
	}
	defer conn.Close(context.WithoutCancel(ctx))

	// template0, so that nobody who is connected to template1 is in the way.
	_, err := conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE template0 ENCODING 'UTF8'")
	switch sqlState(err) {
	case "42P04", "23505": // duplicate_database, unique_violation: somebody else was first
		return nil
	case "42501": // insufficient_privilege
		return fmt.Errorf("database %q does not exist and user %q may not create it: create it by hand, or grant the user CREATEDB", name, cc.User)
	}
	if err != nil {
		return fmt.Errorf("creating database %q: %s", name, oneLine(err))
	}
	return nil
}

// sqlState is the SQLSTATE of a server's error, "" where it is none.
func sqlState(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}
