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
		return nil, openError(err)
	}
	return db, nil
}

// Store is the ledger, to read and to write. It is safe for concurrent use.
type Store struct {
	Drifts   Drifts
	Scans    Scans
	Alerts   Alerts
	Costs    Costs
	Audit    Audit
	Users    Users
	Sessions Sessions

	session session
	db      *postgres.DB
}

// Open connects to the database. It fails with [models.ErrUnavailable] where the
// database does not answer. The schema must be current; see package migrations.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	db, err := cfg.open(ctx, false)
	if err != nil {
		return nil, err
	}
	return New(db, cfg.Timeout), nil
}

// New makes a Store over an open pool, which Close then closes. It is for this
// program's own commands and tests; everybody else calls [Open].
func New(db *postgres.DB, timeout time.Duration) *Store {
	s := storeOn(session{db: db.Gorm, timeout: timeout})
	s.db = db
	return s
}

func storeOn(s session) *Store {
	return &Store{
		Drifts:   Drifts{DriftReader{s}},
		Scans:    Scans{ScanReader{s}},
		Alerts:   Alerts{AlertReader{s}},
		Costs:    Costs{CostReader{s}},
		Audit:    Audit{AuditReader{s}},
		Users:    Users{UserReader{s}},
		Sessions: Sessions{SessionReader{s}},
		session:  s,
	}
}

// Close ends every connection. A Store within a unit of work has none of its own.
func (s *Store) Close() {
	if s.db != nil {
		s.db.Close()
	}
}

// Ping asks the database for a sign of life: nil, or [models.ErrUnavailable] or
// [models.ErrTimeout].
func (s *Store) Ping(ctx context.Context) error { return s.session.ping(ctx) }

// Reader gives the reading half, over the same connections.
func (s *Store) Reader() *Reader { return readerOn(s.session) }

// InTx runs fn as one unit of work: everything that it does through tx is written
// together, or nothing is when fn or the commit fails. Within a unit of work
// another InTx is a savepoint. Where PostgreSQL finds that two units cannot both
// be (a serialization failure or a deadlock), fn runs again, three times in all,
// so it must not change anything outside the database that it cannot change twice.
// The unit as a whole has the deadline of Config.Timeout.
func (s *Store) InTx(ctx context.Context, fn func(tx *Store) error) error {
	return s.session.write(ctx, func(ctx context.Context, tx session) error {
		if err := fn(storeOn(tx)); err != nil {
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
	db      *postgres.DB
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

// NewReader makes a Reader over an open pool, which Close then closes; see [New].
func NewReader(db *postgres.DB, timeout time.Duration) *Reader {
	r := readerOn(session{db: db.Gorm, timeout: timeout})
	r.db = db
	return r
}

func readerOn(s session) *Reader {
	return &Reader{
		Drifts:   DriftReader{s},
		Scans:    ScanReader{s},
		Alerts:   AlertReader{s},
		Costs:    CostReader{s},
		Audit:    AuditReader{s},
		Users:    UserReader{s},
		Sessions: SessionReader{s},
		session:  s,
	}
}

// Close ends every connection.
func (r *Reader) Close() {
	if r.db != nil {
		r.db.Close()
	}
}

// Ping asks the database for a sign of life: nil, or [models.ErrUnavailable] or
// [models.ErrTimeout].
func (r *Reader) Ping(ctx context.Context) error { return r.session.ping(ctx) }
