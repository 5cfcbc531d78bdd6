package cli

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// seededUser is a user that the seed makes, with its password for development.
type seededUser struct {
	Email    string      `json:"email"`
	Role     models.Role `json:"role"`
	Password string      `json:"password"`
}

var seededUsers = []seededUser{
	{seed.AdminEmail, models.RoleAdmin, seed.AdminPassword},
	{seed.EngineerEmail, models.RoleEngineer, seed.EngineerPassword},
	{seed.ViewerEmail, models.RoleViewer, seed.ViewerPassword},
}

func seedCommand(a *app) *cobra.Command {
	var out output
	var force bool
	drifts, random := uint64(seed.DefaultDrifts), uint64(seed.DefaultRandomSeed)
	cmd := &cobra.Command{
		Use: "seed [flags]", GroupID: groupDatabase, Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Clear the ledger and fill it with realistic data",
		Long: "Seed clears the ledger and fills it with a story of 90 days: scans, drifts, alerts,\n" +
			"costs, and people who decide. It refuses to clear what it did not write itself, unless\n" +
			"it is forced. It prints the users that it makes, with their passwords for development.",
		Example: "  guardian seed\n  guardian seed --drifts 100000 --random-seed 7",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStore(cmd, longWork, func(ctx context.Context, store *repositories.Store) error {
				p := a.newProgress("seed", "drifts")
				defer p.end()
				result, err := seed.Run(ctx, store, seed.Options{
					Drifts: int(drifts), RandomSeed: random, Force: force,
					Progress: func(done, total int64) { p.step(int(done), int(total)) },
				})
				p.end()
				switch {
				case err != nil: // may be: the commit of a batch that was given up may have come through
					return &halfDoneError{err, "the database may be half seeded, and the next seed clears that"}
				case out == outputJSON:
					return a.writeJSON(map[string]any{
						"drifts": result.Drifts, "rows": result.Rows, "scopes": result.Scopes, "users": seededUsers,
					})
				}
				return writeSeeded(a.out, result)
			})
		},
	}
	cmd.Flags().Var(number{&drifts, 1, seed.MaxDrifts}, "drifts", "how many drifts")
	cmd.Flags().Var(number{&random, 1, math.MaxUint64}, "random-seed", "the same number gives the same rows")
	cmd.Flags().BoolVar(&force, "force", false, "clear also what the seed did not write")
	addOutput(cmd, &out)
	return cmd
}

func writeSeeded(w io.Writer, r seed.Result) error {
	fmt.Fprintf(w, "Seeded %s in %s, %d rows in all.\n\n", counted(r.Drifts, "drift"), counted(int64(r.Scopes), "scope"), r.Rows)
	t := newTable(w)
	t.row("EMAIL", "ROLE", "PASSWORD (for development alone)")
	for _, u := range seededUsers {
		t.row(u.Email, string(u.Role), u.Password)
	}
	return t.end()
}
