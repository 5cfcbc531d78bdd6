package repositories

import (
	"context"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"gorm.io/gorm"
)

// Reader is the ledger, to read. It is safe for concurrent use.
type Reader struct {
	Drifts   DriftReader
	Scans    ScanReader
	Alerts   AlertReader
	Costs    CostReader
	Audit    AuditReader
	Users    UserReader
	Sessions SessionReader

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
	return readerOn(unit{db: db.Gorm, timeout: timeout}, pool{db: db})
}

func readerOn(u unit, p pool) *Reader {
	return &Reader{
		Drifts:   DriftReader{u},
		Scans:    ScanReader{u},
		Alerts:   AlertReader{u},
		Costs:    CostReader{u},
		Audit:    AuditReader{u},
		Users:    UserReader{u},
		Sessions: SessionReader{u},
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

// Snapshot names what the database holds at this moment: as long as it stays the
// same, no transaction has come or gone that wrote, and a query gives what it gave.
func (r *Reader) Snapshot(ctx context.Context) (string, error) {
	var snapshot string
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw("SELECT pg_current_snapshot()::text").Scan(&snapshot).Error
	})
	return snapshot, err
}
