package repositories

import (
	"context"
	"fmt"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/models"
	"gorm.io/gorm"
)

// Store is the ledger, to read and to write. The one that [Open] gives is safe for
// concurrent use; the one that [Store.InTx] gives to its fn stands on one connection:
// it belongs to one goroutine at a time and ends with its unit of work.
type Store struct {
	Drifts   Drifts
	Scans    Scans
	Scopes   ScopeReader
	Rules    Rules
	Alerts   Alerts
	Costs    Costs
	Audit    Audit
	Users    Users
	Sessions Sessions
	Messages Messages

	unit unit
	pool
}

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
	return storeOn(unitOn(db, timeout), pool{db: db})
}

func storeOn(u unit, p pool) *Store {
	return &Store{
		Drifts:   Drifts{DriftReader{u}},
		Scans:    Scans{ScanReader{u}},
		Scopes:   ScopeReader{u},
		Rules:    Rules{RuleReader{u}},
		Alerts:   Alerts{AlertReader{u}},
		Costs:    Costs{CostReader{u}},
		Audit:    Audit{AuditReader{u}},
		Users:    Users{UserReader{u}},
		Sessions: Sessions{SessionReader{u}},
		Messages: Messages{MessageReader{u}},
		unit:     u,
		pool:     p,
	}
}

// Close ends every connection. It does nothing where the Store came from another,
// by WithTimeout, From or within a unit of work.
func (s *Store) Close() { s.close() }

// Ping asks the database for a sign of life: nil, or [models.ErrUnavailable] or
// [models.ErrTimeout].
func (s *Store) Ping(ctx context.Context) error { return s.unit.ping(ctx) }

// Reader gives the reading half, over the same connections, which the Store closes.
// Within a unit of work it reads what the unit has written.
func (s *Store) Reader() *Reader { return readerOn(s.unit, s.lend()) }

// WithTimeout gives a Store over the same connections whose calls and units of work
// may take so long; 0 is no limit. Only streams go beyond the sessions' own limit,
// which is Config.Timeout. The Store that it came from closes the connections.
func (s *Store) WithTimeout(timeout time.Duration) *Store {
	other := s.unit
	other.timeout = timeout
	return storeOn(other, s.lend())
}

// From gives a Store over the same connections whose audit rows tell the user of the operating
// system and the machine that a command was given on, beside the user, whom it only names.
// Empty is what nobody knows. The Store that it came from closes the connections.
func (s *Store) From(osUser, host string) *Store {
	other, origin := s.unit, fields{}
	origin.addKnown(map[string]string{"osUser": osUser, "host": host})
	other.origin = origin
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
	return s.unit.write(ctx, func(tx unit) error {
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
	Scopes   ScopeReader
	Rules    RuleReader
	Alerts   AlertReader
	Costs    CostReader
	Audit    AuditReader
	Users    UserReader
	Sessions SessionReader
	Messages MessageReader

	unit unit
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
	return readerOn(unitOn(db, timeout), pool{db: db})
}

func readerOn(u unit, p pool) *Reader {
	return &Reader{
		Drifts:   DriftReader{u},
		Scans:    ScanReader{u},
		Scopes:   ScopeReader{u},
		Rules:    RuleReader{u},
		Alerts:   AlertReader{u},
		Costs:    CostReader{u},
		Audit:    AuditReader{u},
		Users:    UserReader{u},
		Sessions: SessionReader{u},
		Messages: MessageReader{u},
		unit:     u,
		pool:     p,
	}
}

// Close ends every connection. It does nothing where the Reader came from a Store or
// from another Reader.
func (r *Reader) Close() { r.close() }

// Ping asks the database for a sign of life: nil, or [models.ErrUnavailable] or
// [models.ErrTimeout].
func (r *Reader) Ping(ctx context.Context) error { return r.unit.ping(ctx) }

// WithTimeout gives a Reader over the same connections whose calls, and each batch
// of whose streams, may take so long; 0 is no limit. Only streams go beyond the
// sessions' own limit. The one that it came from closes the connections.
func (r *Reader) WithTimeout(timeout time.Duration) *Reader {
	s := r.unit
	s.timeout = timeout
	return readerOn(s, r.lend())
}

// Pool tells of the connections; zero for a Reader within a unit of work.
func (r *Reader) Pool() PoolFigures {
	if r.db == nil {
		return PoolFigures{}
	}
	s := r.db.Pool.Stat()
	return PoolFigures{
		Max: s.MaxConns(), Total: s.TotalConns(), Idle: s.IdleConns(), Acquired: s.AcquiredConns(),
		Acquires: s.AcquireCount(), EmptyAcquires: s.EmptyAcquireCount(), AcquireWait: s.AcquireDuration(),
	}
}

// snapshot is what the database holds, in SQL. What ends, or will soon, changes no row, nor does a scan that lay ahead of the
// clock and is the newest of its scope from its time on.
var snapshot = fmt.Sprintf("concat_ws(' ', "+written+", (SELECT max(ends_at) FROM approval_terms WHERE ends_at <= CURRENT_TIMESTAMP),"+
	" (SELECT max(ends_at) FROM approval_terms WHERE ends_at <= CURRENT_TIMESTAMP + interval '%d days'),"+
	" (SELECT max(due_at) FROM drift_summaries WHERE "+past+"), (SELECT max(scanned_at) FROM scans WHERE scanned_at <= CURRENT_TIMESTAMP))", models.EndingDays)

// Snapshot names what the database holds at this moment: as long as it stays the
// same, no transaction has come or gone that wrote, no approval has ended or ends within
// [models.EndingDays] now, no drift is due, no scan ahead of the clock has come to lie behind it, and a query gives what it gave, unless it asks for the time itself.
func (r *Reader) Snapshot(ctx context.Context) (string, error) {
	var held string
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw("SELECT " + snapshot).Scan(&held).Error
	})
	return orNone(held, err)
}
