package cli

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// samples are plans of real Terraform runs, and reports in the form of the other tools;
// samples/costs has estimates, each of the plan of the same name.
//
//go:embed samples/*.json samples/costs/*.json
var samples embed.FS

func demoCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "demo", GroupID: groupStart, Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Show everything on sample data, with nothing set up",
		Long: "Demo prepares the database, fills it with sample data when it is empty, imports the\n" +
			"bundled sample reports, serves it all and tells what is due, as notify does. A later\n" +
			"start finds its data again. What is in the database and not the demo's own is left\n" +
			"alone.",
		Example: "  guardian demo",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.listening(cmd, func(ctx context.Context, d database, l net.Listener) error {
				if err := d.ensure(ctx); err != nil {
					return err
				}
				if err := d.ready(ctx, true); err != nil {
					return err
				}
				if err := a.fill(ctx, d); err != nil {
					return err
				}
				return a.serveAndTell(ctx, d, l)
			})
		},
	}
}

// serveAndTell serves, and tells people what is due, until ctx ends.
func (a *app) serveAndTell(ctx context.Context, d database, l net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	var telling sync.WaitGroup
	telling.Go(func() {
		if err := d.keepTelling(ctx); err != nil && ctx.Err() == nil {
			d.log.WithError(err).Error("nothing is told")
		}
	})
	err := a.serve(ctx, d, l)
	stop()
	telling.Wait()
	return err
}

// fill seeds an empty ledger and imports the sample reports into a seeded one.
func (a *app) fill(ctx context.Context, d database) error {
	store, err := d.open(ctx, longWork)
	if err != nil {
		return err
	}
	defer store.Close()
	seeded, err := a.seeded(ctx, store)
	if err != nil || !seeded {
		return err
	}
	return importSamples(ctx, store)
}

// seeded says whether the ledger holds the seed's data, after seeding an empty one.
func (a *app) seeded(ctx context.Context, store *repositories.Store) (bool, error) {
	run, err := store.Reader().SeedRun(ctx)
	switch {
	case err == nil && run.FinishedAt != nil:
		return true, nil
	case err != nil && !errors.Is(err, models.ErrNotFound):
		return false, err
	}
	// Where a seeding broke off, Run clears what it left and begins anew.
	result, err := seed.Run(ctx, store, seed.Options{})
	var others *repositories.NotSeededError
	switch {
	case errors.As(err, &others):
		fmt.Fprintln(a.out, "The database holds data of its own, so no sample data is added.")
		return false, nil
	case errors.Is(err, models.ErrConflict):
		fmt.Fprintln(a.out, "Somebody else is seeding the database right now.")
		return false, nil
	case err != nil:
		return false, err
	}
	fmt.Fprintf(a.out, "Seeded %s in %s.\n", counted(result.Drifts, "drift"), counted(int64(result.Scopes), "scope"))
	return true, nil
}

// importSamples imports the sample reports as if they had just been made, and
// marks what came of them as the seed's. Those that are in already change nothing.
func importSamples(ctx context.Context, store *repositories.Store) error {
	files, err := samples.ReadDir("samples")
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.IsDir() {
			continue
		}
		path := "samples/" + file.Name()
		if err := importSample(ctx, store, path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func importSample(ctx context.Context, store *repositories.Store, path string) error {
	content, err := samples.ReadFile(path)
	if err != nil {
		return err
	}
	o := importing.Options{Scope: strings.TrimSuffix(path, ".json"), DetectedBy: models.DetectedByManual}
	if costs, err := samples.ReadFile(strings.Replace(path, "/", "/costs/", 1)); err == nil {
		if o.Costs, err = reports.OpenEstimate(bytes.NewReader(costs)); err != nil {
			return err
		}
	}
	return store.InTx(ctx, func(tx *repositories.Store) error {
		if o.DetectedAt, err = tx.Now(ctx); err != nil {
			return err
		}
		summary, err := importing.File(ctx, tx, path, bytes.NewReader(content), o)
		if err != nil {
			return err
		}
		return tx.MarkSeeded(ctx, summary.ScanID)
	})
}
