package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

const (
	// longWork is the limit of a call that takes its time: an import, a seed.
	longWork = time.Hour
	// stopTimeout is how long the private PostgreSQL may take to stop.
	stopTimeout = 30 * time.Second
)

// database is the database of one command.
type database struct {
	config config.Config
	log    *logrus.Logger
	url    string
	server *pgserver.Share // the share in the private PostgreSQL, else nil
}

// private says whether the program runs the server itself.
func (d database) private() bool { return d.config.DatabaseURL == "" }

// withDatabase runs fn on the database that the settings name, else on the
// private PostgreSQL, which runs for as long as fn does.
func (a *app) withDatabase(cmd *cobra.Command, fn func(ctx context.Context, d database) error) (err error) {
	ctx := cmd.Context()
	c, log, err := a.settings(cmd)
	if err != nil {
		return err
	}
	d := database{config: c, log: log, url: c.DatabaseURL.Reveal()}
	if !d.private() {
		return fn(ctx, d)
	}
	server, err := pgserver.Start(ctx, pgserver.Options{DataDir: c.DataDir, Log: log})
	var unusable *pgserver.DataDirError
	if errors.As(err, &unusable) {
		return &config.Error{Setting: "DATA_DIR", Want: "a folder to make or to write to", Got: c.DataDir, Hint: unusable.Err.Error()}
	}
	if err != nil {
		return err
	}
	d.url, d.server = server.URL(), server
	defer func() {
		// The server stops in order after Ctrl-C too.
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		if stopped := server.Close(stop); err == nil {
			err = stopped
		}
	}()
	return fn(ctx, d)
}

// watched runs fn while the private PostgreSQL, where there is one, is started
// again when it dies. Where that cannot be, the end of fn's context ends fn, too.
func (d database) watched(ctx context.Context, fn func(ctx context.Context) error) error {
	if d.server == nil {
		return fn(ctx)
	}
	watch, stop := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		if err := d.server.Watch(watch); err != nil {
			stop(err)
		}
	})
	err := fn(watch)
	if ctx.Err() == nil && watch.Err() != nil {
		err = context.Cause(watch)
	}
	stop(nil)
	watching.Wait()
	return err
}

// withStore runs fn on the ledger. Each call may take so long; 0 is the setting
// QUERY_TIMEOUT.
func (a *app) withStore(cmd *cobra.Command, timeout time.Duration, fn func(ctx context.Context, store *repositories.Store) error) error {
	return a.withDatabase(cmd, func(ctx context.Context, d database) error {
		if err := d.ready(ctx, d.private()); err != nil {
			return err
		}
		if timeout == 0 {
			timeout = d.config.QueryTimeout
		}
		store, err := d.open(ctx, timeout)
		if err != nil {
			return err
		}
		defer store.Close()
		return fn(ctx, store)
	})
}

// open opens the ledger, whose calls may each take so long.
func (d database) open(ctx context.Context, timeout time.Duration) (*repositories.Store, error) {
	return repositories.Open(ctx, repositories.Config{
		URL: d.url, Schema: d.config.DatabaseSchema, MaxConns: d.config.DatabaseMaxConns, Timeout: timeout, Log: d.log,
	})
}

// withSchema runs fn on a connection for work on the schema itself, which has no
// time limit. What fn commits and a synchronous standby does not confirm is no success.
func (d database) withSchema(ctx context.Context, fn func(ctx context.Context, db *postgres.DB) error) error {
	db, err := postgres.Open(ctx, postgres.Config{URL: d.url, Schema: d.config.DatabaseSchema, MaxConns: 2, Log: d.log})
	if postgres.NoSuchDatabase(err) {
		return fmt.Errorf("%w; guardian migrate up creates it", err)
	}
	if err != nil {
		return err
	}
	defer db.Close()
	var replication postgres.Replication
	err = fn(replication.Watched(ctx, ctx), db)
	if replication.Cut() { // whatever came after: it is committed
		return &models.Error{Kind: models.ErrNotReplicated}
	}
	return postgres.Plain(err)
}

// ready makes sure that the schema is what this program needs. One that is
// behind is migrated where that is wanted, else refused.
func (d database) ready(ctx context.Context, migrate bool) error {
	schema := d.config.DatabaseSchema
	return d.withSchema(ctx, func(ctx context.Context, db *postgres.DB) error {
		status, err := readStatus(ctx, d.config.QueryTimeout, db, schema)
		if err != nil {
			return err
		}
		refusal := notCurrent(schema, status)
		if refusal == nil || !migrate {
			return refusal
		}
		_, err = migrations.Up(ctx, db.Gorm, migrations.Options{Schema: schema, Progress: func(id string) {
			d.log.WithField("migration", id).Debug("applied")
		}})
		return err
	})
}

// readStatus reads how far a schema has come, within a time limit.
func readStatus(ctx context.Context, limit time.Duration, db *postgres.DB, schema string) (migrations.Status, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("the database did not answer within %s", limit))
	defer cancel()
	status, err := migrations.Read(ctx, db.Gorm, schema)
	if err != nil && ctx.Err() != nil { // the server's error, where it stopped the query
		err = context.Cause(ctx)
	}
	if postgres.Unreachable(err) {
		err = fmt.Errorf("the database answers, and cannot reach the server that has schema %q; try again in a moment", schema)
	}
	return status, err
}

// notCurrent says why the schema is not what this program needs, or nil.
func notCurrent(schema string, s migrations.Status) error {
	switch {
	case len(s.Unknown) > 0:
		return &migrations.FutureError{Schema: schema, IDs: s.Unknown}
	case len(s.Pending) > 0:
		return fmt.Errorf("schema %q is behind: pending %s; run guardian migrate up", schema, strings.Join(s.Pending, ", "))
	}
	return nil
}

// ensure creates the database that DATABASE_URL names where it is missing.
func (d database) ensure(ctx context.Context) error {
	if d.private() {
		return nil
	}
	return postgres.EnsureDatabase(ctx, d.url)
}

// withCurrentSchema runs fn on a schema that is current.
func (a *app) withCurrentSchema(cmd *cobra.Command, fn func(ctx context.Context, db *postgres.DB, name string) error) error {
	return a.withDatabase(cmd, func(ctx context.Context, d database) error {
		if err := d.ready(ctx, d.private()); err != nil {
			return err
		}
		return d.withSchema(ctx, func(ctx context.Context, db *postgres.DB) error {
			return fn(ctx, db, d.config.DatabaseSchema)
		})
	})
}
