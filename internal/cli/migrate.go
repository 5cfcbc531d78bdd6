package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
)

func migrateCommand(a *app) *cobra.Command {
	return commandGroup("migrate", groupDatabase,
		"Bring the schema up to date, or back.\nSafe when several start at once; each migration is all or nothing.",
		migrateUp(a), migrateDown(a), migrateStatus(a))
}

func migrateUp(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "up [--output text|json]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Apply every pending migration",
		Long: "Up applies every pending migration. It creates the database that DATABASE_URL names\n" +
			"where it is missing and may be created, and the schema DATABASE_SCHEMA.",
		Example: "  guardian migrate up\n  DATABASE_SCHEMA=acme guardian migrate up",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withDatabase(cmd, func(ctx context.Context, d database) error {
				if err := d.ensure(ctx); err != nil {
					return err
				}
				return d.withSchema(ctx, func(ctx context.Context, db *postgres.DB) error {
					applied, err := migrations.Up(ctx, db.Gorm, migrations.Options{
						Schema: d.config.DatabaseSchema, Progress: a.sayMigration(out, "applied"), Warn: a.complain,
					})
					return a.migrated(out, "applied", applied, "nothing to do: the schema is current", err)
				})
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}

func migrateDown(a *app) *cobra.Command {
	var out output
	o, steps := migrations.DownOptions{}, uint64(1)
	cmd := &cobra.Command{
		Use: "down [--steps N | --all] [--force]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Revert the newest migrations",
		Long: "Down reverts the newest migration, or more of them, all or nothing. It refuses to\n" +
			"drop tables that hold rows, and says how many, unless it is forced. On the private\n" +
			"PostgreSQL the next command that needs the schema applies them again.",
		Example: "  guardian migrate down\n  guardian migrate down --all --force",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.All && cmd.Flags().Changed("steps") {
				return usagef("--steps and --all exclude each other")
			}
			o.Steps = int(steps)
			return a.withDatabase(cmd, func(ctx context.Context, d database) error {
				o.Schema = d.config.DatabaseSchema
				return d.withSchema(ctx, func(ctx context.Context, db *postgres.DB) error {
					reverted, err := migrations.Down(ctx, db.Gorm, o)
					for _, id := range reverted {
						a.sayMigration(out, "reverted")(id)
					}
					if d.private() && len(reverted) > 0 {
						a.complain("the next command that needs the schema applies this again, as every command does on the private PostgreSQL")
					}
					return a.migrated(out, "reverted", reverted, "nothing to do: no migration is applied", err)
				})
			})
		},
	}
	cmd.Flags().Var(number{&steps, 1, 1000}, "steps", "how many to revert")
	cmd.Flags().BoolVar(&o.All, "all", false, "revert every migration")
	cmd.Flags().BoolVar(&o.Force, "force", false, "drop tables with the rows in them")
	addOutput(cmd, &out)
	return cmd
}

// sayMigration tells of each migration once it is committed, where the result is text.
func (a *app) sayMigration(out output, done string) func(id string) {
	return func(id string) {
		if out == outputText {
			fmt.Fprintln(a.out, done, id)
		}
	}
}

// migrated ends migrate up and down.
func (a *app) migrated(out output, done string, ids []string, nothing string, err error) error {
	switch {
	case err != nil:
		return err
	case out == outputJSON:
		return a.writeJSON(map[string][]string{done: orEmpty(ids)})
	case len(ids) == 0:
		fmt.Fprintln(a.out, nothing)
	}
	return nil
}

func migrateStatus(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "status [--output text|json]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short:   "Tell which migrations are applied and which are pending",
		Long:    "Status tells which migrations are applied and which are pending. It changes nothing.",
		Example: "  guardian migrate status\n  guardian migrate status --output json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withDatabase(cmd, func(ctx context.Context, d database) error {
				return d.withSchema(ctx, func(ctx context.Context, db *postgres.DB) error {
					s, err := readStatus(ctx, d.config.QueryTimeout, db, d.config.DatabaseSchema)
					switch {
					case err != nil:
						return err
					case out == outputJSON:
						return a.writeJSON(map[string][]string{
							"applied": orEmpty(s.Applied), "pending": orEmpty(s.Pending), "unknown": orEmpty(s.Unknown),
						})
					}
					return writeStatus(a.out, s)
				})
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}

func writeStatus(w io.Writer, s migrations.Status) error {
	t := newTable(w)
	for _, part := range []struct {
		word string
		ids  []string
	}{{"applied", s.Applied}, {"pending", s.Pending}, {"unknown, of a newer version", s.Unknown}} {
		for _, id := range part.ids {
			t.row(id, part.word)
		}
	}
	return t.end()
}
