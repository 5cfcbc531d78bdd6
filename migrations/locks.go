package migrations

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// BusyError says that a migration did not get the tables that it changes from those who work
// with them; it is pending still, and goes when it is tried again later. For programs that migrate
// beside others.
type BusyError struct {
	ID    string // of the migration
	cause error
}

// Error names the migration and says what to do.
func (e *BusyError) Error() string {
	return fmt.Sprintf("migration %s: somebody has kept its tables for longer than %s, such as an import under way; nothing is changed, so try again when that has ended", e.ID, patience)
}

// Unwrap gives what the database said.
func (e *BusyError) Unwrap() error { return e.cause }

const (
	// patience is how long a migration waits for one table: whoever comes behind it waits as well.
	patience = time.Minute
	// maxTries is how often a migration is tried that PostgreSQL gives up in favour of another transaction.
	maxTries = 5
)

// written are the tables in the order in which whoever writes comes to them.
var written = []string{"scans", "drifts", "drift_summaries", "drift_occurrences", "cost_metrics", "alerts", "audit_logs"}

// takeTables waits until nobody writes the tables that a migration names, and keeps them: one that takes them
// as it comes to them, and what triggers write before these, may wait for an import that waits for it.
func takeTables(tx *gorm.DB, m migration) error {
	var named []string
	for _, table := range written {
		if regexp.MustCompile(`\b` + table + `\b`).MatchString(m.up) {
			named = append(named, table)
		}
	}
	if named == nil {
		return nil
	}
	var there []string
	err := tx.Raw(`SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p') AND relname IN ?
		ORDER BY array_position(string_to_array(?, ',')::name[], relname)`, named, strings.Join(written, ",")).Scan(&there).Error
	if err != nil || len(there) == 0 {
		return err
	}
	return tx.Exec("LOCK TABLE " + strings.Join(there, ", ") + " IN SHARE ROW EXCLUSIVE MODE").Error
}

// again says whether a migration is to be tried once more, and waits for that.
func again(ctx context.Context, try int, err error) bool {
	if state(err) != "40P01" || try >= maxTries { // deadlock_detected
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(time.Duration(try) * 200 * time.Millisecond):
		return true
	}
}

// busy words the error of a migration that was not given its tables.
func busy(id string, err error) error {
	if code := state(err); id != "" && (code == "55P03" || code == "40P01") { // lock_not_available
		return &BusyError{ID: id, cause: err}
	}
	return err
}

// state is the SQLSTATE of an error, "" where it is none of PostgreSQL's.
func state(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}
