package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
)

func schemaVerify(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "verify [--output text|json]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Compare the models with the live database",
		Long: "Verify compares the models of this program with the live tables, column by column:\n" +
			"types, defaults, keys, checks and indexes. It is silent when they agree. Each difference\n" +
			"is a line, and then the exit status is 1. The user of the database needs the right to\n" +
			"make temporary tables, which verify compares with and leaves none of.",
		Example: "  guardian schema verify\n  guardian schema verify && echo the same",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCurrentSchema(cmd, func(ctx context.Context, db *postgres.DB, name string) error {
				differences, err := schema.Verify(ctx, db.Gorm, name)
				if err != nil {
					return err
				}
				return a.verified(out, differences)
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}

// verified prints the differences; any make the command fail.
func (a *app) verified(out output, differences []string) error {
	if out == outputJSON {
		if err := a.writeJSON(map[string][]string{"differences": orEmpty(differences)}); err != nil {
			return err
		}
	} else {
		for _, d := range differences {
			fmt.Fprintln(a.out, visible(d))
		}
	}
	if len(differences) > 0 {
		return statusError(exitFailed)
	}
	return nil
}
