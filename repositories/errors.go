package repositories

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// retryError marks a unit of work that may pass when it runs again.
type retryError struct{ cause *models.Error }

func (e *retryError) Error() string { return e.cause.Error() }
func (e *retryError) Unwrap() error { return e.cause }

// noConnectionError says that the pool gave no connection, which may be closed.
type noConnectionError struct{ error }

func (e *noConnectionError) Unwrap() error { return e.error }

// brokenError says that the driver gave the connection up over an error, whatever that is. PgBouncer, whose server goes away
// within a message, ends it with a message of its own, so that a value has bytes of that, or what comes next is no message.
type brokenError struct{ error }

func (e *brokenError) Unwrap() error { return e.error }

// retryable says whether PostgreSQL undid a transaction only because of another.
func retryable(err error) bool {
	var again *retryError
	var pg *pgconn.PgError
	return errors.As(err, &again) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01" || outdated(pg))
}

// outdated says whether a statement was prepared before somebody changed what it gives, as a
// migration does. The driver then prepares it anew. The code means many things, and the words
// may be in any language:
// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/cache/plancache.c
func outdated(pg *pgconn.PgError) bool {
	return pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery"
}

// domainError is the one place that turns an error of gorm, the driver or
// PostgreSQL into the domain's. A domain error passes as it is.
func domainError(ctx context.Context, err error) error {
	var domain *models.Error
	var pg *pgconn.PgError
	var network net.Error
	var none *noConnectionError
	var connect *pgconn.ConnectError
	var session *postgres.SessionError
	var broken *brokenError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &domain):
		if domain.Kind == models.ErrInternal {
			return domain // a wrong value in a row, in database/sql's wrapping
		}
		return err
	case ctx.Err() != nil:
		return timeoutError(ctx.Err())
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return timeoutError(err)
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return &models.Error{Kind: models.ErrNotFound}
	case errors.As(err, &session):
		return &models.Error{Kind: models.ErrUnavailable, Message: session.Wrong}
	case errors.As(err, &none), errors.As(err, &connect): // whatever the reason, even one that PostgreSQL gives
		return &models.Error{Kind: models.ErrUnavailable, Message: postgres.Lacks(err)}
	case errors.As(err, &pg):
		return serverError(pg)
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), // the connection was cut
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, errClosed), pgconn.SafeToRetry(err),
		errors.As(err, &broken), garbled(err):
		return &models.Error{Kind: models.ErrUnavailable}
	}
	return &models.Error{Kind: models.ErrInternal}
}

// garbled says that the driver read what is no message of PostgreSQL's. Of the types for that it exports one.
func garbled(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.HasPrefix(fmt.Sprintf("%T", err), "*pgproto3.") || strings.HasPrefix(err.Error(), "unknown message type") {
			return true
		}
	}
	return false
}

// errClosed is what database/sql says of a handle that is closed; it has no name
// for it to be tested by.
var errClosed = func() error {
	db := sql.OpenDB(nil)
	_ = db.Close() // there is nothing to close
	return db.Ping()
}()

func timeoutError(err error) error {
	cause, message := context.DeadlineExceeded, "the database took too long"
	if errors.Is(err, context.Canceled) {
		cause, message = context.Canceled, "the caller gave up"
	}
	return &models.Error{Kind: models.ErrTimeout, Message: message, Context: cause}
}

// kinds are the SQLSTATEs that have a kind of their own; the rest goes by class.
// https://www.postgresql.org/docs/15/errcodes-appendix.html
var kinds = map[string]error{
	migrations.CodeImmutable: models.ErrImmutable,
	migrations.CodeLifecycle: models.ErrConflict,
	"23502":                  models.ErrInvalid,     // not_null_violation
	"23503":                  models.ErrInvalid,     // foreign_key_violation
	"23505":                  models.ErrConflict,    // unique_violation
	"23514":                  models.ErrInvalid,     // check_violation
	"25006":                  models.ErrForbidden,   // read_only_sql_transaction
	"40001":                  models.ErrConflict,    // serialization_failure
	"40P01":                  models.ErrConflict,    // deadlock_detected
	"42501":                  models.ErrForbidden,   // insufficient_privilege
	"57014":                  models.ErrTimeout,     // query_canceled, by statement_timeout
	"25P03":                  models.ErrTimeout,     // idle_in_transaction_session_timeout
	"25P04":                  models.ErrTimeout,     // transaction_timeout
	"55P03":                  models.ErrTimeout,     // lock_not_available
	"57P01":                  models.ErrUnavailable, // admin_shutdown
	"57P02":                  models.ErrUnavailable, // crash_shutdown
	"57P03":                  models.ErrUnavailable, // cannot_connect_now
	"57P04":                  models.ErrUnavailable, // database_dropped
	"57P05":                  models.ErrUnavailable, // idle_session_timeout
	"26000":                  models.ErrUnavailable, // invalid_sql_statement_name: a pooler lends another connection
	"42P05":                  models.ErrUnavailable, // duplicate_prepared_statement: so here
}

// classes are the first two characters of a SQLSTATE.
var classes = map[string]error{
	"08": models.ErrUnavailable, // connection exception
	"22": models.ErrInvalid,     // data exception: too long, out of range, not UTF-8
	"28": models.ErrUnavailable, // invalid authorization: a pooler that the server does not let in
	"3D": models.ErrUnavailable, // invalid catalog name: a pooler whose database is gone
	"53": models.ErrUnavailable, // insufficient resources: connections, memory, disk
	"58": models.ErrUnavailable, // system error
}

// notCurrent says whether PostgreSQL misses something that the migrations make.
func notCurrent(err error) bool {
	switch postgres.SQLState(err) {
	case "42P01", "42703", "3F000": // undefined_table, undefined_column, invalid_schema_name
		return true
	}
	return false
}

// serverError turns what PostgreSQL said into a domain error, whose words are ours.
func serverError(pg *pgconn.PgError) error {
	kind, ok := kinds[pg.Code]
	if !ok && len(pg.Code) == 5 {
		kind, ok = classes[pg.Code[:2]]
	}
	if pg.Code == "25P02" { // in_failed_sql_transaction
		return &models.Error{Kind: models.ErrInternal, Message: "an earlier call failed this unit of work"}
	}
	if outdated(pg) {
		return &retryError{cause: &models.Error{Kind: models.ErrUnavailable, Message: "the schema was changed meanwhile; try again"}}
	}
	if notCurrent(pg) {
		return &models.Error{Kind: models.ErrUnavailable, Message: "the schema is not current; migrate first"}
	}
	if !ok {
		return &models.Error{Kind: models.ErrInternal}
	}
	e := &models.Error{Kind: kind}
	if field, known := fieldOf(constraintOf(pg)); known {
		e.Fields = []models.FieldError{field}
	}
	switch kind {
	case models.ErrUnavailable:
		e.Message = postgres.Lacks(pg)
	case models.ErrInvalid:
		if len(e.Fields) == 0 {
			e.Message = "a value does not fit its column"
		}
	case models.ErrTimeout:
		e.Message, e.Context = "the database took too long", context.DeadlineExceeded
	case models.ErrImmutable, models.ErrForbidden:
		e.Message = map[error]string{
			models.ErrImmutable: "this record never changes",
			models.ErrForbidden: cmp.Or(postgres.Lacks(pg), "the database does not allow this here"),
		}[kind]
	}
	if retryable(pg) {
		e.Message = "another change came in between; try again"
		return &retryError{cause: e}
	}
	return e
}
