package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

func serveCommand(a *app) *cobra.Command {
	var migrate, check bool
	cmd := &cobra.Command{
		Use: "serve [--migrate|--check]", GroupID: groupStart, Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Serve the pages and the JSON of the ledger",
		Long: "Serve answers the admin HTTP, which only reads. It listens on HTTP_ADDR. With a schema\n" +
			"that is behind it refuses to start unless --migrate, which also creates a missing\n" +
			"database; on the private PostgreSQL it migrates by itself. Ctrl-C lets the requests in\n" +
			"flight finish.\n\n" +
			"--check asks the server that listens on HTTP_ADDR whether it is ready, says so, and ends\n" +
			"with 0 or 1: the health check of a container that has nothing else to ask with.",
		Example: "  guardian serve\n  ADMIN_TOKEN=… guardian serve --http-addr 0.0.0.0:8080 --migrate\n" +
			"  guardian serve --check",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if check && migrate {
				return usagef("--check asks a server that runs, and --migrate is for one that starts: leave one of them out")
			}
			if check {
				return a.checkServer(cmd)
			}
			return a.listening(cmd, func(ctx context.Context, d database, l net.Listener) error {
				if migrate {
					if err := d.ensure(ctx); err != nil {
						return err
					}
				}
				if migrate || d.url == d.readURL() { // else nothing is read there, and it may be away
					if err := d.ready(ctx, migrate || d.private()); err != nil {
						return err
					}
				}
				return a.serve(ctx, d, l)
			})
		},
	}
	cmd.Flags().BoolVar(&migrate, "migrate", false, "create the database where it is missing and bring the schema up to date first")
	cmd.Flags().BoolVar(&check, "check", false, "ask a server that runs whether it is ready, and end")
	return cmd
}

// listening runs fn with a listener and a database. An address in use or open to
// everybody shows before anything else is touched. Ctrl-C is an orderly end.
func (a *app) listening(cmd *cobra.Command, fn func(ctx context.Context, d database, l net.Listener) error) error {
	c, _, err := a.settings(cmd)
	if err != nil {
		return err
	}
	if err := c.CheckListen(); err != nil {
		return err
	}
	l, err := listen(cmd.Context(), c.HTTPAddr)
	if err != nil {
		return err
	}
	defer l.Close()
	err = a.withDatabase(cmd, func(ctx context.Context, d database) error { return fn(ctx, d, l) })
	if cmd.Context().Err() != nil && errors.Is(err, cmd.Context().Err()) {
		return nil
	}
	return err
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	var op *net.OpError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program: choose another address with HTTP_ADDR or --http-addr", addr)
	case errors.As(err, &op):
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, op.Err)
	}
	return l, err
}

// serve answers requests on l until ctx ends.
func (a *app) serve(ctx context.Context, d database, l net.Listener) error {
	c := d.config
	db, err := d.openReads(ctx)
	if err != nil {
		return err
	}
	reader := repositories.NewReader(db, c.QueryTimeout)
	defer reader.Close()
	defer limitMemory(memoryOfServe)()
	d.log.AddHook(server.RequestIDs{})
	s := server.New(server.Config{
		Reader: reader, Token: c.AdminToken.Reveal(), QueryTimeout: c.QueryTimeout,
		Log: d.log, Version: buildVersion().Version, Commit: buildVersion().Commit,
		Ready: func(ctx context.Context) error { return readiness(ctx, c, db, reader) },
	})
	fmt.Fprintf(a.out, "Guardian serves http://%s/debug/drifts (Ctrl-C ends it)\n", reachable(l.Addr().String()))
	return d.watched(ctx, func(ctx context.Context) error { return s.Serve(ctx, l) })
}

// readURL is where serve reads.
func (d database) readURL() string {
	if d.private() {
		return d.url
	}
	return d.config.DatabaseReadURL.Reveal()
}

// openReads opens the database that serve reads. Where that is not the one whose
// schema was checked before, its schema is checked.
func (d database) openReads(ctx context.Context) (*postgres.DB, error) {
	c, url := d.config, d.readURL()
	db, err := postgres.Open(ctx, postgres.Config{
		URL: url, Schema: c.DatabaseSchema, MaxConns: c.DatabaseMaxConns, QueryTimeout: c.QueryTimeout, ReadOnly: true, Log: d.log,
	})
	if url == d.url {
		return db, err
	}
	if err == nil {
		var status migrations.Status
		if status, err = readStatus(ctx, c.QueryTimeout, db, c.DatabaseSchema); err == nil {
			err = notCurrent(c.DatabaseSchema, status)
		}
		if err != nil && len(status.Pending) > 0 && len(status.Unknown) == 0 {
			err = fmt.Errorf("%w, or wait until the replica has followed", err)
		}
		if err != nil {
			db.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("DATABASE_READ_URL: %w", err)
	}
	return db, nil
}

// readiness says why requests cannot be served, in words that may be shown.
func readiness(ctx context.Context, c config.Config, db *postgres.DB, reader *repositories.Reader) error {
	if err := reader.Ping(ctx); err != nil {
		return err
	}
	status, err := readStatus(ctx, c.QueryTimeout, db, c.DatabaseSchema)
	if err != nil {
		return models.ErrUnavailable // the cause is in the log
	}
	return notCurrent(c.DatabaseSchema, status)
}
