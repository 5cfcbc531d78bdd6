package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

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
	err = reach(ctx, cc)
	if err == nil {
		return nil
	}
	if !NoSuchDatabase(err) {
		return connectionError(err)
	}
	name := cc.Database
	if name == "" {
		name = cc.User // as libpq has it
	}
	if err := createDatabase(ctx, cc, name); err != nil {
		return err
	}
	return awaitDatabase(ctx, cc)
}

// reach connects once.
func reach(ctx context.Context, cc *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, cc)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// poolerForgets is longer than a pooler holds to it that a database is not there: PgBouncer
// keeps its clients waiting for server_login_retry, which is 15 seconds, unless it is told otherwise.
const poolerForgets = 40 * time.Second

// awaitDatabase waits until a database that was just created can be reached.
func awaitDatabase(ctx context.Context, cc *pgx.ConnConfig) error {
	ctx, cancel := context.WithTimeout(ctx, poolerForgets)
	defer cancel()
	for ; ; time.Sleep(100 * time.Millisecond) {
		err := reach(ctx, cc)
		if err == nil {
			return nil
		}
		if !pgconn.Timeout(err) && !NoSuchDatabase(err) || ctx.Err() != nil {
			return fmt.Errorf("database %q was created, and then: %w", cc.Database, connectionError(err))
		}
	}
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
	switch SQLState(err) {
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
