package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/schema"
)

func schemaGrants(a *app) *cobra.Command {
	var writer, reader string
	cmd := &cobra.Command{
		Use: "grants --app ROLE --read ROLE", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Write the SQL that lets two roles write and read",
		Long: "Grants writes SQL for psql: it gives the role of --app just what import, drift, alert,\n" +
			"user, rules apply and notify need, and the role of --read just what serve needs. Make both\n" +
			"roles first, and run it as the owner of the tables, after each migration again. The owner\n" +
			"alone migrates, seeds and verifies.",
		Example: "  guardian schema grants --app guardian_app --read guardian_read | psql \"$DATABASE_URL\"",
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case writer == "" || reader == "":
				return usagef("--app and --read each name a role of the database; make them with CREATE ROLE … LOGIN")
			case writer == reader:
				return usagef("--app and --read name one role, %q; what reads has no need to write: make two", writer)
			}
			config, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			text, err := schema.Grants(config.DatabaseSchema, writer, reader)
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(a.out, text)
			return err
		},
	}
	cmd.Flags().StringVar(&writer, "app", "", "the `ROLE` that writes: import, drift, alert, user, rules apply, notify")
	cmd.Flags().StringVar(&reader, "read", "", "the `ROLE` that reads: serve")
	return cmd
}
