package repositories

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Stream gives every drift that the filter keeps to fn, with what its scans sum up
// to, in the order of q.Sort and in constant memory; q's page, limit and cursor do
// not count. It fails like List, and with what fn returns.
func (r DriftReader) Stream(ctx context.Context, q models.DriftQuery, fn func(models.SeenDrift) error) error {
	return r.StreamFields(ctx, q, nil, fn)
}

// StreamFields is Stream without reading what the named fields of a
// [models.SeenDriftResponse] have no use for, the states most of all; it is zero then.
// Where none is named all is read.
func (r DriftReader) StreamFields(ctx context.Context, q models.DriftQuery, fields []string, fn func(models.SeenDrift) error) error {
	list := driftListing(q)
	columns, seen := readColumns(fields)
	return listing[driftSeen]{
		narrow: func(db *gorm.DB) *gorm.DB {
			if db = list.narrow(db); seen {
				return db.Select(columns + ", " + sightingColumns).Joins(joinSeen)
			}
			return db.Select(columns)
		},
		order: list.order, wrong: list.wrong, shape: fmt.Sprint(columns, seen),
	}.stream(ctx, r.unit, func(d driftSeen) error {
		return fn(models.SeenDrift{Drift: d.Drift, Seen: inUTC(d.Sighting)})
	})
}

// readColumns are a drift's own columns but for the states that are not among fields, and whether any of
// these comes from elsewhere.
func readColumns(fields []string) (columns string, seen bool) {
	shown := shownColumns(fields, nil)
	var read []string
	for _, c := range driftColumns {
		if !c.isState() || slices.Contains(shown, c) {
			read = append(read, "drifts."+c.name)
		}
	}
	return strings.Join(read, ", "), slices.ContainsFunc(shown, driftColumn.isSeen)
}

// driftSeen is a drift beside what its scans sum up to.
type driftSeen struct {
	models.Drift
	models.Sighting
}

// StreamJSON gives to fn what Stream does, as lines of JSON: each the response of a
// [models.SeenDrift], of which it has the named fields alone, in their order, where some are
// named. Each call has the lines of several drifts, which fn must not keep. It fails like Stream.
func (r DriftReader) StreamJSON(ctx context.Context, q models.DriftQuery, fields []string, fn func(lines []byte) error) error {
	q.PageRequest = models.PageRequest{}
	w, err := r.walk(q)
	if err != nil {
		return err
	}
	w.columns, w.room = shownColumns(fields, nil), unlimited
	declare := func(tx unit, cursor string) error {
		s := w.statement(nil, w.list.order.by())
		return tx.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) error {
			began := time.Now()
			_, err := conn.Exec(ctx, cursor+s.String(), s.vars...)
			tx.told(ctx, began, cursor+s.String(), 0, err)
			return err
		})
	}
	var lines []byte
	return r.unit.batches(ctx, "lines of "+selected(w.columns), declare, func(tx unit, fetch string) (n int, err error) {
		lines = lines[:0]
		err = tx.readPgx(ctx, func(ctx context.Context, conn *pgx.Conn) (err error) {
			began := time.Now()
			defer func() { tx.told(ctx, began, fetch, int64(n), err) }()
			rows, err := conn.Query(ctx, fetch)
			if err != nil {
				return err
			}
			defer rows.Close()
			for ; rows.Next(); n++ {
				if lines, err = appendDriftJSON(lines, rows.RawValues(), w.columns); err != nil {
					return err
				}
				lines = append(lines, '\n')
			}
			return rows.Err()
		})
		if err == nil && n > 0 {
			if err = fn(lines); err != nil {
				err = &callerError{err}
			}
		}
		return n, err
	})
}
