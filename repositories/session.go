package repositories

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// maxTries is how often a unit of work runs that PostgreSQL would not let pass.
const maxTries = 3

// session is what every repository stands on: a handle to the database, within a
// transaction or not, and the deadline of a call.
type session struct {
	db      *gorm.DB
	timeout time.Duration
	inTx    bool
	// unit is the context of the transaction: when it ends, so does every call within.
	unit context.Context
}

// read runs fn under the deadline and turns its error into the domain's.
func (s session) read(ctx context.Context, fn func(db *gorm.DB) error) error {
	ctx, cancel := s.deadline(ctx)
	defer cancel()
	return s.domainError(ctx, fn(s.db.WithContext(ctx)))
}

// domainError is domainError that also knows when the unit of work around the call
// has timed out or was given up, and that logs the cause of an error whose words do
// not tell it.
func (s session) domainError(ctx context.Context, err error) error {
	if s.unit != nil && s.unit.Err() != nil && ctx.Err() == nil {
		ctx = s.unit
	}
	told := domainError(ctx, err)
	var known *models.Error
	if (errors.Is(told, models.ErrInternal) || notCurrent(err)) && !errors.As(err, &known) {
		s.db.Logger.Error(ctx, told.Error()+": %w", err)
	}
	return told
}

// write runs fn in a transaction, or in a savepoint within one, under the deadline.
func (s session) write(ctx context.Context, fn func(ctx context.Context, tx session) error) error {
	ctx, cancel := s.deadline(ctx)
	defer cancel()
	if s.inTx {
		return s.domainError(ctx, s.savepoint(ctx, fn))
	}
	for try := 1; ; try++ {
		err := s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			return fn(ctx, session{db: tx, timeout: s.timeout, inTx: true, unit: ctx})
		})
		if try == maxTries || !retryable(err) {
			return s.domainError(ctx, err)
		}
		if pause(ctx, try) != nil {
			return s.domainError(ctx, ctx.Err())
		}
	}
}

// savepoint runs fn so that a failure undoes what fn did and nothing before it.
// gorm's own nested transactions never release their savepoints, which piles them
// up in a long unit of work, and name each one anew, which fills the statement cache.
func (s session) savepoint(ctx context.Context, fn func(ctx context.Context, tx session) error) (err error) {
	outer := s.db // has the context of the unit around, which outlives this one's deadline
	if err := outer.Exec("SAVEPOINT unit").Error; err != nil {
		return err
	}
	done := false
	defer func() {
		if !done || err != nil {
			outer.Exec("ROLLBACK TO SAVEPOINT unit; RELEASE SAVEPOINT unit")
		}
	}()
	err = fn(ctx, session{db: s.db.WithContext(ctx), timeout: s.timeout, inTx: true, unit: s.unit})
	if done = true; err != nil {
		return err
	}
	return outer.Exec("RELEASE SAVEPOINT unit").Error
}

// pause waits a moment that grows and varies, so that two units that met do not
// meet again at once.
func pause(ctx context.Context, try int) error {
	t := time.NewTimer(time.Duration(try) * time.Duration(5+rand.IntN(20)) * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (s session) deadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, s.timeout)
}

func (s session) ping(ctx context.Context) error {
	return s.read(ctx, func(db *gorm.DB) error {
		var one int
		return db.Raw("SELECT 1").Scan(&one).Error
	})
}
