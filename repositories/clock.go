package repositories

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Now is the time by the ledger's own clock, the database's: the one that its rows
// are stamped with, whatever the clock of the machine that this program runs on
// says. Within InTx it stands still, as those stamps do.
func (s *Store) Now(ctx context.Context) (now time.Time, err error) {
	err = s.unit.read(ctx, func(db *gorm.DB) (err error) {
		now, err = clock(db)
		return err
	})
	return now, err
}

// moment is the time of now, within a transaction as well.
func (u unit) moment() (at time.Time, err error) {
	err = u.db.Raw("SELECT clock_timestamp()").Scan(&at).Error
	return at, err
}
