package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func driftList(a *app) *cobra.Command {
	var out output
	var list *listFlags
	var columns string
	cmd := &cobra.Command{
		Use: "list [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "List drifts",
		Long: "List shows one page of the drifts that the filters keep: as text the open ones, where\n" +
			"--status says nothing else, as JSON all. A filter may be repeated and may hold several\n" +
			"values, as in a,b; all means no filter. --resourceType is the same flag as\n" +
			"--resource-type, and so on.\n\n" +
			"On a terminal a list is as wide as that is: long scopes and addresses are cut in their\n" +
			"middle, and severities have colours unless NO_COLOR is set. Elsewhere nothing is cut.\n" +
			"--columns chooses fields of --output json, or columns of the text from these:\n" + columnLines() + ".",
		Example: "  guardian drift list --severity critical\n" +
			"  guardian drift list --next-apply revert --since 7d --scope 'prod/*'\n" +
			"  guardian drift list --status all --changed ingress,egress --sort -severity\n" +
			"  guardian drift list --as-of 2026-11-01\n" +
			"  guardian drift list --columns id,scope,address --limit 500 | grep aws_iam",
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := models.ParseDriftQuery(list.values)
			if err != nil {
				return list.told(err)
			}
			asOf, err := models.ParseAsOf(list.values)
			if err != nil {
				return list.told(err)
			}
			var asked []string
			if cmd.Flags().Changed("columns") {
				if asked, err = parseColumns(columns); err != nil {
					return err
				}
			}
			var fields []models.Column
			if out == outputJSON {
				if fields, err = models.ChooseColumns(asked, models.Columns(models.SeenDriftResponse{})); err != nil {
					return list.told(err)
				}
			}
			// Approvals that are yet to end are of drifts that are not open.
			opens := out == outputText && len(list.values["status"]) == 0 && len(list.values["ending"]) == 0
			if opens {
				q.Filter.Status = []models.Status{models.StatusOpen}
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				page, err := driftPage(ctx, store, q, asOf)
				switch {
				case err != nil:
					return list.told(err)
				case fields != nil:
					return a.writeJSON(models.ListOf(page, func(d models.SeenDrift) models.JSON { return models.ColumnsJSON(d.Response(), fields) }))
				case out == outputJSON:
					return a.writeJSON(models.ListOf(page, models.SeenDrift.Response))
				case len(page.Items) > 0:
					if err := writeDriftTable(a.out, page.Items, asked, q.Sort); err != nil {
						return err
					}
				}
				if opens {
					openFooter(a.out, page, asOf)
				} else {
					footer(a.out, page, "drift")
				}
				return nil
			})
		},
	}
	list = addList(cmd, models.DriftFilters())
	list.add(models.SortParameter())
	list.add(models.AsOfParameter())
	cmd.Flags().StringVar(&columns, "columns", "", "the `NAMES` of the columns to show, as in id,scope,address")
	complete(cmd, "columns", columnNames())
	addOutput(cmd, &out)
	return cmd
}

// driftPage reads a page of drifts with what the scans know of each, as they stood at a
// moment that is not zero.
func driftPage(ctx context.Context, store *repositories.Store, q models.DriftQuery, asOf time.Time) (models.Page[models.SeenDrift], error) {
	list, sightings := store.Drifts.List, store.Drifts.Sightings
	if !asOf.IsZero() {
		list = func(ctx context.Context, q models.DriftQuery) (models.Page[models.Drift], error) {
			return store.Drifts.AsOf(ctx, asOf, q)
		}
		sightings = func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]models.Sighting, error) {
			return store.Drifts.SightingsAsOf(ctx, asOf, ids)
		}
	}
	drifts, err := list(ctx, q)
	if err != nil {
		return models.Page[models.SeenDrift]{}, err
	}
	ids := make([]uuid.UUID, len(drifts.Items))
	for i, d := range drifts.Items {
		ids[i] = d.ID
	}
	seen, err := sightings(ctx, ids)
	page := models.Page[models.SeenDrift]{Total: drifts.Total, Page: drifts.Page, Limit: drifts.Limit, Next: drifts.Next, AtLeast: drifts.AtLeast}
	for _, d := range drifts.Items {
		page.Items = append(page.Items, models.SeenDrift{Drift: d, Seen: seen[d.ID]})
	}
	return page, err
}

// openFooter is the footer of a list that shows what is open without having been told
// to, and says so.
func openFooter(w io.Writer, page models.Page[models.SeenDrift], asOf time.Time) {
	rest := "; --status all shows the others, too"
	if !asOf.IsZero() {
		rest = " at " + asOf.UTC().Format(time.RFC3339) + rest
	}
	if page.Total == 0 && page.AtLeast {
		fmt.Fprintln(w, uncounted)
		return
	}
	if page.Total == 0 {
		fmt.Fprintln(w, "No open drifts"+rest)
		return
	}
	shown, what := "", "open drift"
	if page.AtLeast {
		what = "or more open drift"
	}
	if n := int64(len(page.Items)); n < page.Total {
		shown = fmt.Sprintf("%d of ", n)
	}
	fmt.Fprintf(w, "\n%s%s%s\n", shown, counted(page.Total, what), rest)
	if page.Next != "" {
		fmt.Fprintln(w, "more: --cursor "+page.Next)
	}
}
