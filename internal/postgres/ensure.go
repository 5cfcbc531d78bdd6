package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
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
