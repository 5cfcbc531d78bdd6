package main

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
)

// common are the settings of the server while it is loaded and while it is measured: the ledger may
// be lost, so that what is measured is not the disk.
var common = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
	"shared_buffers=2GB", "max_wal_size=4GB", "checkpoint_timeout=30min", "maintenance_work_mem=1GB"}

// start starts the server of a folder, whose schema is then that of this program.
func start(ctx context.Context, dir string, settings ...string) (*pgserver.Share, error) {
	server, err := pgserver.Start(ctx, pgserver.Options{DataDir: dir, Settings: append(settings, common...)})
	if err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: server.URL(), MaxConns: 2})
	if err == nil {
		_, err = migrations.Up(ctx, db.Gorm, migrations.Options{Progress: func(id string) { say("migration %s", id) }})
		db.Close()
	}
	if err != nil {
		return nil, errors.Join(err, stop(ctx, server))
	}
	return server, nil
}

// stop writes all down first, which may take longer than a server has to end.
func stop(ctx context.Context, server *pgserver.Share) error {
	ctx = context.WithoutCancel(ctx)
	if conn, err := pgx.Connect(ctx, server.URL()); err == nil {
		_, _ = conn.Exec(ctx, "CHECKPOINT")
		conn.Close(ctx)
	}
	return server.Close(ctx)
}
