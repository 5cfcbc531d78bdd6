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

// How wide the cells of the list are at most, in characters, so that the whole
// stays near 150 columns.
const (
	scopeWidth    = 20
	resourceWidth = 36
	changedWidth  = 20
)

func driftList(a *app) *cobra.Command {
	var out output
	var list *listFlags
	cmd := &cobra.Command{
		Use: "list [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "List drifts",
		Long: "List shows one page of the drifts that the filters keep. A filter may be repeated and\n" +
			"may hold several values, as in a,b; all means no filter. --resourceType is the same\n" +
			"flag as --resource-type, and so on. Long scopes and addresses show their end.",
		Example: "  guardian drift list --status detected,triaged --severity critical\n" +
			"  guardian drift list --changed ingress,egress --since 2026-11-01 --sort -severity",
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := models.ParseDriftQuery(list.values)
			if err != nil {
				return list.told(err)
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				page, err := store.Drifts.List(ctx, q)
				if err != nil {
					return err
				}
				seen, err := store.Drifts.Sightings(ctx, driftIDs(page))
				if err != nil {
					return err
				}
				with := func(d models.Drift) models.SeenDrift { return models.SeenDrift{Drift: d, Seen: seen[d.ID]} }
				if out == outputJSON {
					return a.writeJSON(models.ListOf(page, func(d models.Drift) models.SeenDriftResponse { return with(d).Response() }))
				}
				return writeDrifts(a.out, page, with, q.Sort)
			})
		},
	}
	list = addList(cmd, models.DriftFilters())
	list.add("sort", "the `ORDER`: createdAt, detectedAt, costImpactMonthly or severity, - in front for descending (-createdAt when not given)")
	complete(cmd, "sort", models.DriftSorts())
	addOutput(cmd, &out)
	return cmd
}

func driftIDs(page models.Page[models.Drift]) []uuid.UUID {
	ids := make([]uuid.UUID, len(page.Items))
	for i, d := range page.Items {
		ids[i] = d.ID
	}
	return ids
}

// writeDrifts shows what somebody needs to choose the drift to look at first: how
// grave, how far, what and where. The third column is what the list is sorted by,
// else when the drift was taken into the ledger.
func writeDrifts(w io.Writer, page models.Page[models.Drift], with func(models.Drift) models.SeenDrift, sort models.DriftSort) error {
	if len(page.Items) > 0 {
		heading, key := sortColumn(sort)
		t := newTable(w)
		t.row("ID", "SEVERITY", "STATUS", heading, "SCOPE", "RESOURCE", "CHANGED")
		for _, d := range page.Items {
			changed, err := changedIn(with(d))
			if err != nil {
				return err
			}
			d := with(d)
			resource := d.Seen.Address
			if resource == "" {
				resource = d.ResourceType + " " + d.ResourceID
			}
			t.row(d.ID.String(), string(d.Severity), d.StatusWord(), key(d.Drift), end(d.Seen.Scope, scopeWidth), end(resource, resourceWidth), changed)
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	footer(w, page, "drift")
	return nil
}

func sortColumn(sort models.DriftSort) (heading string, key func(models.Drift) string) {
	switch sort {
	case models.SortDetectedAt, models.SortDetectedAtDesc:
		return "DETECTED", func(d models.Drift) string { return shortClock(d.DetectedAt, time.Now()) }
	case models.SortCost, models.SortCostDesc:
		return "$ A MONTH", func(d models.Drift) string {
			if d.CostImpactMonthly == nil {
				return "not known"
			}
			return d.CostImpactMonthly.String()
		}
	}
	return "CREATED UTC", func(d models.Drift) string { return shortClock(d.CreatedAt, time.Now()) }
}

// shortClock is clock without the year, or of another year the date alone.
func shortClock(t, now time.Time) string {
	if t = t.UTC(); t.Year() == now.UTC().Year() {
		return t.Format("01-02 15:04")
	}
	return t.Format(time.DateOnly)
}

// end cuts a text that is too long at its front: the end of a path or an address
// tells more.
func end(s string, width int) string {
	if r := []rune(s); len(r) > width {
		return "…" + string(r[len(r)-width+1:])
	}
	return s
}

// changedIn names the first attribute that differs and how many more do, unless
// the drift is of the resource as a whole.
func changedIn(d models.SeenDrift) (string, error) {
	if whole := d.Whole(); whole != models.WholeThere {
		return string(whole), nil
	}
	difference, err := d.Difference.Object()
	if err != nil || len(difference) == 0 {
		return "", err
	}
	more := ""
	if len(difference) > 1 {
		more = fmt.Sprintf(" +%d", len(difference)-1)
	}
	key := []rune(models.SortedKeys(difference)[0])
	if width := changedWidth - len(more); len(key) > width {
		key = append(key[:width-1], '…')
	}
	return string(key) + more, nil
}
