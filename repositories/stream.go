package repositories

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"gorm.io/gorm"
)

// streamBatch is how many rows a stream holds at once.
const streamBatch = 100

// stream gives every row to fn. The rows come through a cursor of the server's,
// so the timeout holds for each batch and not for the whole, which may take as
// long as ctx allows.
func (l listing[T]) stream(ctx context.Context, s session, fn func(T) error) error {
	err := s.db.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		tx := session{db: db, timeout: s.timeout, inTx: true, unit: ctx}
		var row T
		name := fmt.Sprintf("stream_of_%T", row)
		declare := func(db *gorm.DB) error {
			// The session's own limit may be a shorter one, made for pages.
			if err := db.Exec("SELECT set_config('statement_timeout', ?, true)", strconv.FormatInt(s.timeout.Milliseconds(), 10)).Error; err != nil {
				return err
			}
			return db.Exec(fmt.Sprintf("DECLARE %q NO SCROLL CURSOR FOR ?", name), l.rows(db).Order(l.order.by())).Error
		}
		if err := tx.read(ctx, declare); err != nil {
			return err
		}
		for {
			var rows []T
			fetch := func(db *gorm.DB) error {
				return db.Raw(fmt.Sprintf("FETCH %d FROM %q", streamBatch, name)).Scan(&rows).Error
			}
			if err := tx.read(ctx, fetch); err != nil {
				return err
			}
			for _, row := range rows {
				if err := fn(row); err != nil {
					return &callerError{err}
				}
			}
			if len(rows) < streamBatch {
				return tx.read(ctx, func(db *gorm.DB) error { return db.Exec(fmt.Sprintf("CLOSE %q", name)).Error })
			}
		}
	}, &sql.TxOptions{ReadOnly: true})
	return s.domainError(ctx, err)
}
