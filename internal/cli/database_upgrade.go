package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/carry"
	"github.com/clouddrift/guardian/internal/config"
	"github.com/clouddrift/guardian/internal/pgserver"
)

func databaseCommand(a *app) *cobra.Command {
	return commandGroup("database", groupDatabase, "Look after the private PostgreSQL.", databaseUpgrade(a))
}

func databaseUpgrade(a *app) *cobra.Command {
	var out output
	var to uint64
	cmd := &cobra.Command{
		Use: "upgrade [--to MAJOR]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Bring the private PostgreSQL over to a newer major version",
		Long: "Upgrade makes a new cluster beside the old one in DATA_DIR, copies every ledger to it,\n" +
			"compares the two and puts the new one in the old one's place, which is kept under\n" +
			"another name. It takes the programs of both versions, those of the newest that is\n" +
			"installed unless --to names another, room for the ledgers once more, and that no other\n" +
			"command runs. Stopped at any moment, it leaves the old cluster or the new one, whole.",
		Example: "  guardian database upgrade\n  guardian database upgrade --to 18",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, log, err := a.settings(cmd)
			if err != nil {
				return err
			}
			if c.DatabaseURL != "" {
				return usagef("%swant the private PostgreSQL, and DATABASE_URL names another: unset it, or upgrade that server by its own means (docs/night/backup.md)", where(cmd))
			}
			var rows int64
			u, err := pgserver.Upgrade(cmd.Context(), pgserver.Options{DataDir: c.DataDir, Log: log}, int(to), func(ctx context.Context, from, to string) (err error) {
				rows, err = carry.Ledgers(ctx, from, to)
				return err
			})
			var unusable *pgserver.DataDirError
			if errors.As(err, &unusable) {
				return &config.Error{Setting: "DATA_DIR", Want: "a folder with a private PostgreSQL", Got: c.DataDir, Hint: unusable.Err.Error()}
			}
			if err != nil {
				return err
			}
			if out == outputJSON {
				return a.writeJSON(map[string]any{"from": u.From, "to": u.To, "rows": rows, "kept": u.Kept})
			}
			_, err = fmt.Fprintf(a.out, "brought %d rows over from PostgreSQL %d to %d\nthe old cluster is kept in %s: delete it when you need it no more\n", rows, u.From, u.To, visible(u.Kept))
			return err
		},
	}
	cmd.Flags().Var(number{&to, 14, 99}, "to", "the version to come to, `MAJOR`")
	addOutput(cmd, &out)
	return cmd
}
