package repositories

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// told tells the log of a statement that went past gorm.
func (u unit) told(ctx context.Context, begin time.Time, sql string, rows int64, err error) {
	u.db.Logger.Trace(ctx, begin, func() (string, int64) { return sql, rows }, err)
}

// toldTx tells the log of what goes through it.
type toldTx struct {
	pgx.Tx
	unit unit
}

func (tx toldTx) Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error) {
	began := time.Now()
	tag, err := tx.Tx.Exec(ctx, sql, arguments...)
	tx.unit.told(ctx, began, sql, tag.RowsAffected(), err)
	return orNone(tag, err)
}

func (tx toldTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	began := time.Now()
	n, err := tx.Tx.CopyFrom(ctx, table, columns, rows)
	tx.unit.told(ctx, began, "COPY "+table.Sanitize()+" FROM STDIN", n, err)
	return orNone(n, err)
}
