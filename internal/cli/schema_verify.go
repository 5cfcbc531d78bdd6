package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
)

func schemaVerify(a *app) *cobra.Command {
	var out output
	within := time.Minute
	cmd := &cobra.Command{
		Use: "verify [--within DURATION] [--output text|json]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Compare the models with the live database, and the sums with the rows",
		Long: "Verify compares the models of this program with the live tables, column by column:\n" +
			"types, defaults, keys, checks and indexes. Then it compares the sums that the database\n" +
			"keeps with the rows that they are of, which schema rebuild puts right. It is silent when\n" +
			"all agree. Each difference is a line, and then the exit status is 1; so is a comparison\n" +
			"that takes longer than --within. The user of the database needs the right to make\n" +
			"temporary tables, which verify compares with and leaves none of.",
		Example: "  guardian schema verify\n  guardian schema verify --within 10m && echo the same",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withCurrentSchema(cmd, func(ctx context.Context, db *postgres.DB, name string) error {
				differences, err := schema.Verify(ctx, db.Gorm, name)
				if err != nil {
					return err
				}
				sums := []string{}
				if within > 0 {
					sums, err = schema.Sums(ctx, db.Gorm, name, within)
				}
				if err != nil {
					return err
				}
				return a.verified(out, append(differences, sums...))
			})
		},
	}
	cmd.Flags().DurationVar(&within, "within", within, "how long to compare one table of sums at most, `DURATION`; 0 leaves the sums out")
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
