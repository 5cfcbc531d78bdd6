package repositories

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// retryError marks a unit of work that may pass when it runs again.
type retryError struct{ cause *models.Error }

func (e *retryError) Error() string { return e.cause.Error() }
func (e *retryError) Unwrap() error { return e.cause }

// callerError carries what a caller's own code returned from within a unit of
// work, so that it comes back to the caller as it was.
type callerError struct{ error }

func (e *callerError) Unwrap() error { return e.error }

// retryable says whether PostgreSQL undid a transaction only because of another.
func retryable(err error) bool {
	var again *retryError
	var pg *pgconn.PgError
	return errors.As(err, &again) || errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// domainError is the one place that turns an error of gorm, the driver or
// PostgreSQL into the domain's. A domain error passes as it is, and so does what
// a caller's own code returned.
func domainError(ctx context.Context, err error) error {
	var own *callerError
	var domain *models.Error
	var pg *pgconn.PgError
	var network net.Error
	var connect *pgconn.ConnectError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own.error
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
	case errors.As(err, &connect): // whatever the reason, even one that PostgreSQL gives
		return &models.Error{Kind: models.ErrUnavailable}
	case errors.As(err, &pg):
		return serverError(pg)
	case errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, errClosed), pgconn.SafeToRetry(err):
		return &models.Error{Kind: models.ErrUnavailable}
	}
	return &models.Error{Kind: models.ErrInternal}
}

// errClosed is what database/sql says of a handle that is closed; it has no name
// for it to be tested by.
var errClosed = func() error {
	db := sql.OpenDB(nil)
	_ = db.Close() // there is nothing to close
	return db.Ping()
}()

// fieldsOf gives the fields that an error names.
func fieldsOf(err error) []models.FieldError {
	var domain *models.Error
	if errors.As(err, &domain) {
		return domain.Fields
	}
	return nil
}

// openError words the failure to open a database; postgres made its text safe to show.
func openError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return timeoutError(ctx.Err())
	}
	return &models.Error{Kind: models.ErrUnavailable, Message: err.Error()}
}

func timeoutError(err error) error {
	cause, message := context.DeadlineExceeded, "the database took too long"
	if errors.Is(err, context.Canceled) {
		cause, message = context.Canceled, "the caller gave up"
	}
	return &models.Error{Kind: models.ErrTimeout, Message: message, Context: cause}
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
