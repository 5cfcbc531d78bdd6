package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
)

func schemaRebuild(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "rebuild [--output text|json]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Write the sums that the database keeps anew where they are wrong",
		Long: "Rebuild compares the sums that the database keeps with the rows that they are of, as\n" +
			"schema verify does, and writes those that are wrong anew. It is for the owner of the\n" +
			"tables. Whoever writes waits meanwhile; whoever reads does not.",
		Example: "  guardian schema verify || guardian schema rebuild",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCurrentSchema(cmd, func(ctx context.Context, db *postgres.DB, name string) error {
				rebuilt, err := schema.Rebuild(ctx, db.Gorm, name)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(map[string][]string{"rebuilt": rebuilt})
				case len(rebuilt) == 0:
					fmt.Fprintln(a.out, "nothing to do: the sums are what the rows come to")
				}
				for _, table := range rebuilt {
					fmt.Fprintln(a.out, "rebuilt", table)
				}
				return nil
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}
