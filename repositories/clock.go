package repositories

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Now is the time by the ledger's own clock, the database's: the one that its rows
// are stamped with, whatever the clock of the machine that this program runs on
// says. Within InTx it stands still at the begin of the unit of work.
func (s *Store) Now(ctx context.Context) (now time.Time, err error) {
	err = s.unit.read(ctx, func(db *gorm.DB) (err error) {
		now, err = clock(db)
		return err
	})
	return orNone(now, err)
}
