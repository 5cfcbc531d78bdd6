package repositories

import (
	"context"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/postgres"
)

// Config says which database to open.
type Config struct {
	// URL is a libpq URL or keyword string of PostgreSQL 14 or later.
	URL string
	// Schema holds every table; "" is public.
	Schema string
	// MaxConns is the size of the pool; 0 is 10.
	MaxConns int
	// Timeout is the longest that one call, or one unit of work, may take; 0 is
	// no limit but the context's own.
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

// Store is the ledger, to read and to write. The one that [Open] gives is safe for
// concurrent use; the one that [Store.InTx] gives to its fn stands on one connection:
// it belongs to one goroutine at a time and ends with its unit of work.
type Store struct {
	Drifts   Drifts
	Scans    Scans
	Alerts   Alerts
	Costs    Costs
	Audit    Audit
	Users    Users
	Sessions Sessions

	session session
	pool
}

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

// Open connects to the database. It fails with [models.ErrUnavailable] where the
// database does not answer, and with [models.ErrTimeout] where ctx
// ends first. The schema must be current; [Migrate] brings it there.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	db, err := cfg.open(ctx, false)
	if err != nil {
		return nil, err
	}
	return New(db, cfg.Timeout), nil
}

// New can be called from within this module alone, whose type it takes; everybody
// else calls [Open]. It makes a Store over an open pool, which Close then closes.
func New(db *postgres.DB, timeout time.Duration) *Store {
	return storeOn(session{db: db.Gorm, timeout: timeout}, pool{db: db})
}

func storeOn(s session, p pool) *Store {
	return &Store{
		Drifts:   Drifts{DriftReader{s}},
		Scans:    Scans{ScanReader{s}},
		Alerts:   Alerts{AlertReader{s}},
		Costs:    Costs{CostReader{s}},
		Audit:    Audit{AuditReader{s}},
		Users:    Users{UserReader{s}},
		Sessions: Sessions{SessionReader{s}},
		session:  s,
		pool:     p,
	}
}

// Close ends every connection. It does nothing where the Store came from another,
// by WithTimeout or within a unit of work.
func (s *Store) Close() { s.close() }

// Ping asks the database for a sign of life: nil, or [models.ErrUnavailable] or
// [models.ErrTimeout].
func (s *Store) Ping(ctx context.Context) error { return s.session.ping(ctx) }

// Reader gives the reading half, over the same connections, which the Store closes.
// Within a unit of work it reads what the unit has written.
func (s *Store) Reader() *Reader { return readerOn(s.session, s.lend()) }

// WithTimeout gives a Store over the same connections whose calls and units of work
// may take so long; 0 is no limit. Only streams go beyond the sessions' own limit,
// which is Config.Timeout. The Store that it came from closes the connections.
func (s *Store) WithTimeout(timeout time.Duration) *Store {
	other := s.session
	other.timeout = timeout
	return storeOn(other, s.lend())
}

// InTx runs fn as one unit of work: everything that it does through tx is written
// together, or nothing is when fn or the commit fails. Within a unit of work
// another InTx is a savepoint. Where PostgreSQL finds that two units cannot both
// be (a serialization failure or a deadlock), fn runs again, three times in all,
// so it must not change anything outside the database that it cannot change twice.
// The unit as a whole has the deadline of Config.Timeout. What belongs to the unit
// goes through tx, from one goroutine at a time and before fn returns; calls of the
// Store itself within fn are no part of it, and wait for the rows that it holds until
// a deadline ends them.
func (s *Store) InTx(ctx context.Context, fn func(tx *Store) error) error {
	return s.session.write(ctx, func(ctx context.Context, tx session) error {
		if err := fn(storeOn(tx, pool{})); err != nil {
			return &callerError{err}
		}
		return nil
	})
}

// Reader is the ledger, to read. It is safe for concurrent use.
type Reader struct {
	Drifts   DriftReader
	Scans    ScanReader
	Alerts   AlertReader
	Costs    CostReader
	Audit    AuditReader
	Users    UserReader
	Sessions SessionReader

	session session
	pool
}

// OpenReader connects to the database with sessions that PostgreSQL itself keeps
// from writing. It fails like [Open].
func OpenReader(ctx context.Context, cfg Config) (*Reader, error) {
	db, err := cfg.open(ctx, true)
	if err != nil {
		return nil, err
	}
	return NewReader(db, cfg.Timeout), nil
}

// NewReader can be called from within this module alone, like [New]; everybody else
// calls [OpenReader]. It makes a Reader over an open pool, which Close then closes.
func NewReader(db *postgres.DB, timeout time.Duration) *Reader {
	return readerOn(session{db: db.Gorm, timeout: timeout}, pool{db: db})
}

func readerOn(s session, p pool) *Reader {
	return &Reader{
		Drifts:   DriftReader{s},
		Scans:    ScanReader{s},
		Alerts:   AlertReader{s},
		Costs:    CostReader{s},
		Audit:    AuditReader{s},
		Users:    UserReader{s},
		Sessions: SessionReader{s},
		session:  s,
		pool:     p,
	}
}

// Close ends every connection. It does nothing where the Reader came from a Store or
// from another Reader.
func (r *Reader) Close() { r.close() }

// Ping asks the database for a sign of life: nil, or [models.ErrUnavailable] or
// [models.ErrTimeout].
func (r *Reader) Ping(ctx context.Context) error { return r.session.ping(ctx) }
