package repositories

import (
	"context"
	"errors"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"gorm.io/gorm"
)

// Migrate brings the schema to the state that this package needs, and gives the ids
// of the migrations that it applied: none where the schema is current. It creates
// the database and the schema where they are missing. Any number of processes may
// call it at once. Config.Timeout does not hold for it, only the context does; after
// a failure, each migration was applied as a whole or not at all.
//
// It fails with [models.ErrUnavailable] where the database does not answer, cannot be
// created, is older than PostgreSQL 14, was migrated by a newer version of this
// module, or keeps somebody else's tables of the same names in the schema, or functions that could stand in for PostgreSQL's own; with
// [models.ErrNotReplicated], with [models.ErrInvalid] where the schema has no name that PostgreSQL takes, with
// [models.ErrForbidden] where the user may not create what is missing, and with
// [models.ErrTimeout].
func Migrate(ctx context.Context, cfg Config) (applied []string, err error) {
	if err := postgres.EnsureDatabase(ctx, cfg.URL); err != nil {
		return nil, openError(ctx, err)
	}
	cfg.Timeout = 0
	db, err := cfg.open(ctx, false)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	err = replicated(ctx, ctx, func(ctx context.Context) error {
		applied, err = migrations.Up(ctx, db.Gorm, migrations.Options{Schema: cfg.Schema})
		return err
	})
	return applied, migrateError(ctx, unit{db: db.Gorm}, err)
}

// migrateError words what package migrations refuses; the rest is as everywhere.
func migrateError(ctx context.Context, u unit, err error) error {
	var name *migrations.NameError
	if errors.As(err, &name) {
		return models.Invalid("schema", name.Problem)
	}
	var foreign *migrations.ForeignError
	var future *migrations.FutureError
	var server *migrations.ServerError
	var busy *migrations.BusyError
	var standIn *migrations.StandInError
	if errors.As(err, &busy) || errors.As(err, &standIn) || errors.As(err, &foreign) || errors.As(err, &future) || errors.As(err, &server) {
		return &models.Error{Kind: models.ErrUnavailable, Message: err.Error()}
	}
	return u.domainError(ctx, err)
}

// Schema tells which migrations are applied and how large each table is. It reads
// catalogues alone, so it costs the same however many rows there are.
func (r *Reader) Schema(ctx context.Context) (models.SchemaFigures, error) {
	figures := models.SchemaFigures{Migrations: []models.AppliedMigration{}, Tables: []models.TableFigures{}}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		row := db.Raw("SELECT current_setting('server_version'), current_schema()").Row()
		if err := row.Scan(&figures.Server, &figures.Schema); err != nil {
			return err
		}
		status, err := migrations.Read(ctx, db, figures.Schema)
		if err != nil {
			return err
		}
		figures.Migrations = figures.Migrations[:0] // it may begin anew
		for _, group := range []struct {
			state string
			ids   []string
		}{{"applied", status.Applied}, {"pending", status.Pending}, {"unknown", status.Unknown}} {
			for _, id := range group.ids {
				figures.Migrations = append(figures.Migrations, models.AppliedMigration{ID: id, State: group.state})
			}
		}
		figures.Tables, err = tableFigures(db, figures.Schema)
		return err
	})
	if err == nil {
		figures.Replica, err = r.Replica(ctx)
	}
	for _, t := range figures.Tables {
		figures.Bytes += t.TableBytes + t.IndexBytes
	}
	return orNone(figures, err)
}
