package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// WithTimeout gives a Reader over the same connections whose calls, and each batch
// of whose streams, may take so long; 0 is no limit. Only streams go beyond the
// sessions' own limit. The one that it came from closes the connections.
func (r *Reader) WithTimeout(timeout time.Duration) *Reader {
	s := r.session
	s.timeout = timeout
	return readerOn(s, r.lend())
}

// Schema tells which migrations are applied and how large each table is. It reads
// catalogues alone, so it costs the same however many rows there are.
func (r *Reader) Schema(ctx context.Context) (models.SchemaFigures, error) {
	figures := models.SchemaFigures{Migrations: []models.AppliedMigration{}, Tables: []models.TableFigures{}}
	err := r.session.read(ctx, func(db *gorm.DB) error {
		row := db.Raw("SELECT current_setting('server_version'), current_schema()").Row()
		if err := row.Scan(&figures.Server, &figures.Schema); err != nil {
			return err
		}
		status, err := migrations.Read(ctx, db, figures.Schema)
		if err != nil {
			return err
		}
		for _, group := range []struct {
			state string
			ids   []string
		}{{"applied", status.Applied}, {"pending", status.Pending}, {"unknown", status.Unknown}} {
			for _, id := range group.ids {
				figures.Migrations = append(figures.Migrations, models.AppliedMigration{ID: id, State: group.state})
			}
		}
		return db.Raw(`
			SELECT c.relname AS name,
			       COALESCE(NULLIF(c.reltuples, -1), s.n_live_tup, 0)::bigint AS rows,
			       pg_table_size(c.oid) AS table_bytes, pg_indexes_size(c.oid) AS index_bytes,
			       GREATEST(s.last_analyze, s.last_autoanalyze) AS analyzed_at
			FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
			WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p')
			ORDER BY pg_total_relation_size(c.oid) DESC, c.relname`).Scan(&figures.Tables).Error
	})
	for _, t := range figures.Tables {
		figures.Bytes += t.TableBytes + t.IndexBytes
	}
	return orNone(figures, err)
}

// PoolFigures are the connections to the database at this moment.
type PoolFigures struct {
	Max, Total, Idle, Acquired int32
	Acquires, EmptyAcquires    int64         // since the start; empty ones had to wait
	AcquireWait                time.Duration // in all
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

// Names gives the resources of drifts; an id that is no drift is left out.
func (r DriftReader) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]models.DriftName, error) {
	var rows []models.DriftName
	if err := namesOf(ctx, r.session, &models.Drift{}, "id, resource_type, resource_id, status", ids, &rows); err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]models.DriftName, len(rows))
	for _, row := range rows {
		names[row.ID] = row
	}
	return names, nil
}

// Names gives the e-mails of users; an id that is no user is left out.
func (r UserReader) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	var rows []struct {
		ID    uuid.UUID
		Email string
	}
	if err := namesOf(ctx, r.session, &models.User{}, "id, email", ids, &rows); err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Email
	}
	return names, nil
}

func namesOf(ctx context.Context, s session, model any, columns string, ids []uuid.UUID, rows any) error {
	if len(ids) == 0 {
		return nil
	}
	return s.read(ctx, func(db *gorm.DB) error {
		return db.Model(model).Select(columns).Where("id = ANY(CAST(? AS uuid[]))", uuidArray(ids)).Scan(rows).Error
	})
}

// NextApplies counts the open drifts by what their newest occurrence says that the
// next apply does about them; one that no scan saw counts as unknown.
func (r DriftReader) NextApplies(ctx context.Context) ([]models.NextApplyCount, error) {
	counts := []models.NextApplyCount{}
	err := r.session.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT COALESCE(newest.next_apply, 'unknown') AS next_apply, count(*) AS drifts
			FROM drifts d LEFT JOIN LATERAL (
			  SELECT next_apply FROM drift_occurrences
			  WHERE drift_id = d.id ORDER BY seen_at DESC, scan_id DESC LIMIT 1) newest ON true
			WHERE d.status IN ? GROUP BY 1 ORDER BY 1`, texts(models.OpenStatuses())).Scan(&counts).Error
	})
	return orNone(counts, err)
}

// Snapshot names what the database holds at this moment: as long as it stays the
// same, no transaction has come or gone that wrote, and a query gives what it gave.
func (r *Reader) Snapshot(ctx context.Context) (string, error) {
	var snapshot string
	err := r.session.read(ctx, func(db *gorm.DB) error {
		return db.Raw("SELECT pg_current_snapshot()::text").Scan(&snapshot).Error
	})
	return snapshot, err
}
