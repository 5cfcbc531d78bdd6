package repositories

import (
	"context"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/models"
	"github.com/sirupsen/logrus"
)

// pool is the connections beneath; none within a unit of work.
type pool struct {
	db   *postgres.DB
	lent bool // somebody else closes it
}

func (p pool) close() {
	if p.db != nil && !p.lent {
		p.db.Close()
	}
}

// lend gives the same connections to somebody who does not close them.
func (p pool) lend() pool { return pool{p.db, true} }

// Config says which database to open.
type Config struct {
	// URL is a libpq URL or keyword string of PostgreSQL 14 or later.
	URL string
	// Schema holds every table; "" is public.
	Schema string
	// MaxConns is the size of the pool; 0 is 10.
	MaxConns int
	// Timeout is the longest that one call, or one unit of work, may take; 0 is
	// no limit but the context's own. A commit goes on beyond it while it waits for a
	// synchronous standby, until the caller's context ends.
	Timeout time.Duration
	// Log takes queries at debug and failures at error level; nil is silent.
	Log logrus.FieldLogger
}

func (c Config) open(ctx context.Context, readOnly bool) (*postgres.DB, error) {
	db, err := postgres.Open(ctx, postgres.Config{
		URL: c.URL, Schema: c.Schema, MaxConns: c.MaxConns,
		QueryTimeout: c.Timeout, ReadOnly: readOnly, Log: c.Log,
	})
	if err != nil {
		return nil, openError(ctx, err)
	}
	return db, nil
}

// PoolFigures are the connections to the database at this moment.
type PoolFigures struct {
	Max, Total, Idle, Acquired int32
	Acquires, EmptyAcquires    int64         // since the start; empty ones had to wait
	AcquireWait                time.Duration // in all
}

// openError words the failure to open a database; postgres made its text safe to show.
func openError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return timeoutError(ctx.Err())
	}
	return &models.Error{Kind: models.ErrUnavailable, Message: err.Error()}
}
