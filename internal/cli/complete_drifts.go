package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
)

const (
	// completionTime is how long somebody who pressed a key waits at most.
	completionTime = 3 * time.Second
	// offeredDrifts is how many drifts are offered at most.
	offeredDrifts = 50
)

// completeDrifts offers the ids of drifts in certain statuses to the shell, up to so many
// arguments, -1 for any number. Whatever goes wrong, it offers nothing and says nothing.
func (a *app) completeDrifts(most int, statuses []models.Status) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) (offers []cobra.Completion, _ cobra.ShellCompDirective) {
		if most >= 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), completionTime)
		defer cancel()
		cmd.SetContext(ctx)
		quiet := &app{in: a.in, out: io.Discard, err: io.Discard}
		drifts, err := quiet.driftsToOffer(cmd, begun, statuses)
		if err != nil || len(drifts) == 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		for _, d := range drifts {
			id := d.ID.String()
			if !slices.ContainsFunc(args, func(arg string) bool { return len(arg) >= models.MinIDPrefix && strings.HasPrefix(id, arg) }) {
				offers = append(offers, cobra.CompletionWithDesc(id, visible(strings.TrimSpace(string(d.Severity)+" "+d.Scope+" "+d.Resource()))))
			}
		}
		return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// driftsToOffer asks a ledger that is there and current; for a completion none is made
// or changed.
func (a *app) driftsToOffer(cmd *cobra.Command, begun string, statuses []models.Status) (drifts []models.DriftBrief, err error) {
	c, _, err := a.settings(cmd)
	if err != nil {
		return nil, err
	}
	if c.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(c.DataDir, "pg", "PG_VERSION")); err != nil {
			return nil, err
		}
	}
	err = a.withDatabase(cmd, func(ctx context.Context, d database) error {
		if err := d.ready(ctx, false); err != nil {
			return err
		}
		store, err := d.open(ctx, completionTime)
		if err != nil {
			return err
		}
		defer store.Close()
		drifts, err = store.Drifts.Beginning(ctx, begun, statuses, offeredDrifts)
		return err
	})
	return drifts, err
}
