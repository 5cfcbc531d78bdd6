package repositories

import (
	"context"
	"database/sql"

	"github.com/clouddrift/guardian/models"
	"gorm.io/gorm"
)

// Replica tells how much of its primary the server has, nil where it is no standby. It fails
// with [models.ErrUnavailable] or [models.ErrTimeout].
func (r *Reader) Replica(ctx context.Context) (*models.Replica, error) {
	var standby, following bool
	var behind sql.NullFloat64
	var newest sql.NullTime
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		// That somebody receives is there for everybody to see, what he receives is not.
		return db.Raw(`SELECT standby, following, newest,
			  CASE WHEN NOT following THEN NULL WHEN received <= replayed THEN 0 ELSE extract(epoch FROM GREATEST(clock_timestamp() - newest, interval '0')) END AS behind
			FROM (SELECT pg_is_in_recovery() AS standby, EXISTS (SELECT FROM pg_stat_wal_receiver) AS following,
			  pg_last_xact_replay_timestamp() AS newest, pg_last_wal_receive_lsn() AS received, pg_last_wal_replay_lsn() AS replayed) AS server`).
			Row().Scan(&standby, &following, &newest, &behind)
	})
	if err != nil || !standby {
		return nil, err
	}
	replica := &models.Replica{Following: following}
	if behind.Valid {
		replica.BehindSeconds = &behind.Float64
	}
	if newest.Valid {
		at := newest.Time.UTC()
		replica.NewestChange = &at
	}
	return replica, nil
}
