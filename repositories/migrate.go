package repositories

import (
	"context"
	"errors"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// Migrate brings the schema to the state that this package needs, and gives the ids
// of the migrations that it applied: none where the schema is current. It creates
// the database and the schema where they are missing. Any number of processes may
// call it at once. Config.Timeout does not hold for it, only the context does; after
// a failure, each migration was applied as a whole or not at all.
//
// It fails with [models.ErrUnavailable] where the database does not answer, cannot be
// created, is older than PostgreSQL 14, was migrated by a newer version of this
// module, or keeps somebody else's tables of the same names in the schema; with
// [models.ErrInvalid] where the schema has no name that PostgreSQL takes, with
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
	applied, err = migrations.Up(ctx, db.Gorm, migrations.Options{Schema: cfg.Schema})
	return applied, migrateError(ctx, session{db: db.Gorm}, err)
}

// migrateError words what package migrations refuses; the rest is as everywhere.
func migrateError(ctx context.Context, s session, err error) error {
	var name *migrations.NameError
	if errors.As(err, &name) {
		return models.Invalid("schema", name.Problem)
	}
	var foreign *migrations.ForeignError
	var future *migrations.FutureError
	var server *migrations.ServerError
	if errors.As(err, &foreign) || errors.As(err, &future) || errors.As(err, &server) {
		return &models.Error{Kind: models.ErrUnavailable, Message: err.Error()}
	}
	return s.domainError(ctx, err)
}
