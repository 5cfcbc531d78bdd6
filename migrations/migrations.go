// Package migrations brings a PostgreSQL schema to the state that this program
// needs, and back.
//
// The migrations are the pairs sql/NNN_name.up.sql and sql/NNN_name.down.sql,
// embedded and run in the order of their numbers through gormigrate. The ids of
// those applied stand in the table guardian_migrations. That table, like
// everything else, lives in one schema of the caller's choice: no name in the
// SQL is qualified, so several schemas of one database can each hold a ledger.
//
// Any number of processes may call [Up] at once. Each migration runs in a
// transaction of its own, which first takes an advisory lock that belongs to
// the schema: the processes take turns, and a migration that fails leaves
// nothing behind.
package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

// SQLSTATEs that the triggers raise. The message says which row and why.
const (
	// CodeImmutable refuses a change to a record that never changes: an audit
	// log, an occurrence, the detection columns of a drift, the identity of a scan.
	CodeImmutable = "GD001"
	// CodeLifecycle refuses a change of drifts.status that the lifecycle does not have.
	CodeLifecycle = "GD002"
)

// Keeping are the statements after which a transaction may write what triggers keep. Of a session's settings Citus
// hands on those that SET LOCAL sets, where it is asked to, and no others, to the server that has the tables.
var Keeping = [...]string{"SET LOCAL citus.propagate_set_commands = 'local'", "SET LOCAL guardian.keeping = 'on'"}

// Options say where [Up] works and who hears of it.
type Options struct {
	// Schema holds every table; it is created where it is missing. Empty is public.
	Schema string
	// To is the id of the last migration that is wanted, for a schema as an earlier version of
	// this program made it. Empty is all of them.
	To string
	// Progress is called with the id of each migration once it is committed. It may be nil.
	Progress func(id string)
	// Warn is called with a line of what endangers the ledger and is not for this user to mend. It may be nil.
	Warn func(text string)

	list []migration // tests replace the embedded migrations
}

// Up applies every pending migration and returns the ids of those that this
// call applied, which are fewer than were pending where another process helped.
// After a failure they are the ones committed before it.
//
// Errors: [*NameError] when the schema's name is none, [*ForeignError] when the schema belongs to somebody else,
// [*StandInError] when it has a function or operator of somebody else that could stand in for one of PostgreSQL's own,
// [*FutureError] when a newer version of this program migrated it,
// [*ServerError] when PostgreSQL is too old or the database is not UTF-8, [*BusyError] when others keep the tables, else what the database said, with
// the id of the migration that failed. The context's end stops at once and
// rolls back the migration under way.
func Up(ctx context.Context, db *gorm.DB, o Options) ([]string, error) {
	list := o.list
	if list == nil {
		list = embedded
	}
	if o.To != "" {
		last := slices.Index(ids(list), o.To)
		if last < 0 {
			return nil, fmt.Errorf("there is no migration %q", o.To)
		}
		list = list[:last+1]
	}
	var applied []string
	for {
		id, err := applyNext(ctx, db, o.Schema, list)
		if err == nil && id == "" {
			err = letPlansVary(ctx, db, o.Schema)
		}
		if err == nil && id == "" {
			var warning string
			if warning, err = locked(ctx, db, o.Schema, closeDefiners); warning != "" && o.Warn != nil {
				o.Warn(warning)
			}
		}
		if err != nil || id == "" {
			return applied, err
		}
		applied = append(applied, id)
		if o.Progress != nil {
			o.Progress(id)
		}
	}
}

// applyNext applies the first pending migration and returns its id, or "" when
// none is pending.
func applyNext(ctx context.Context, db *gorm.DB, schema string, list []migration) (id string, err error) {
	for try := 1; ; try++ {
		if id, err = tryNext(ctx, db, schema, list); !again(ctx, try, err) {
			return id, err
		}
	}
}

// tryNext is applyNext that may fail because of another transaction.
func tryNext(ctx context.Context, db *gorm.DB, schema string, list []migration) (id string, err error) {
	_, err = locked(ctx, db, schema, func(tx *gorm.DB, schema string) error {
		status, err := read(tx, schema, list)
		if err != nil {
			return err
		}
		if err := status.refusal(schema); err != nil {
			return err
		}
		if len(status.Pending) == 0 {
			return nil
		}
		if len(status.Applied) == 0 {
			if err := prepare(tx, schema, list); err != nil {
				return err
			}
		}
		id = status.Pending[0]
		if err := takeTables(tx, list[slices.Index(ids(list), id)]); err != nil {
			return fmt.Errorf("migration %s: %w", id, err)
		}
		if err := runner(tx, list).MigrateTo(id); err != nil {
			return fmt.Errorf("migration %s: %w", id, err)
		}
		return nil
	})
	err = busy(id, err)
	if err != nil {
		return "", err
	}
	return id, nil
}

// prepare makes an empty schema ready for the first migration: the schema
// itself and the table of applied ids. gormigrate would create that table
// too, without the time.
func prepare(tx *gorm.DB, schema string, list []migration) error {
	var exists bool
	err := tx.Raw("SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?)", schema).Scan(&exists).Error
	if err != nil {
		return err
	}
	if !exists {
		// IF NOT EXISTS would want the right to create schemas even where there is nothing to create.
		if err := tx.Exec("CREATE SCHEMA " + quote(schema)).Error; err != nil {
			return fmt.Errorf("schema %q cannot be created: %w", schema, err)
		}
	}
	if err := refuseForeign(tx, schema, list); err != nil {
		return err
	}
	return tx.Exec(`CREATE TABLE IF NOT EXISTS ` + Table + ` (
		id VARCHAR(255) PRIMARY KEY,
		applied_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
	)`).Error
}

// locked runs work in a transaction that alone may migrate the schema, with the schema as its search path. The
// warning is that of [closeSchema].
func locked(ctx context.Context, db *gorm.DB, schema string, work func(tx *gorm.DB, schema string) error) (warning string, err error) {
	schema, err = schemaName(schema)
	if err != nil {
		return "", err
	}
	// Whoever waited for the lock must see what its last holder committed, so
	// no snapshot may outlive a statement, whatever the server's default.
	isolation := &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	err = db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// Until it is known what others have made in the schema, nothing but PostgreSQL's own is called.
		if err := tx.Exec("SET LOCAL search_path = pg_catalog, pg_temp").Error; err != nil {
			return err
		}
		if err := checkServer(tx); err != nil {
			return err
		}
		if err := takeTurn(tx, schema); err != nil {
			return err
		}
		if warning, err = closeSchema(tx, schema); err != nil {
			return err
		}
		if err := refuseStandIns(tx, schema); err != nil {
			return err
		}
		if err := tx.Exec("SET LOCAL search_path = " + quote(schema)).Error; err != nil {
			return err
		}
		return work(tx, schema)
	}, isolation)
	return warning, err
}

// takeTurn waits until no other process migrates the schema.
func takeTurn(tx *gorm.DB, schema string) error {
	// The turn of this process may be long in coming, and an index long in
	// building: neither is a query that a session's timeouts are meant for.
	settings := append([]string{"SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"}, Keeping[:]...) // a migration may write what triggers keep
	for _, set := range settings {
		if err := tx.Exec(set).Error; err != nil {
			return err
		}
	}
	err := tx.Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", Table+"."+schema).Error
	if err != nil {
		return err
	}
	// A table that somebody keeps locked blocks everyone who queues behind us.
	return tx.Exec("SET LOCAL lock_timeout = '1min'").Error
}

// runner is gormigrate over tx, which stays the caller's to commit: of its own
// transactions it never checks whether they began.
func runner(tx *gorm.DB, list []migration) *gormigrate.Gormigrate {
	options := &gormigrate.Options{TableName: Table, IDColumnName: "id", IDColumnSize: 255}
	steps := make([]*gormigrate.Migration, len(list))
	for i, m := range list {
		steps[i] = m.gormigrate()
	}
	return gormigrate.New(tx, options, steps)
}
