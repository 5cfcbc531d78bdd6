package cli

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func driftCommand(a *app) *cobra.Command {
	return commandGroup("drift", groupDrifts,
		"List drifts, look at one, decide about it.\n"+
			"A drift goes from detected to triaged, to approved or rejected, to resolved.",
		append([]*cobra.Command{driftList(a), driftShow(a)}, driftSteps(a)...)...)
}

// driftFilters are the filters of /debug/drifts and what each keeps. All but the
// times may be repeated and hold several values.
var driftFilters = map[string]string{
	"status":       "drifts in this `STATUS`: detected, triaged, approved, rejected or resolved",
	"severity":     "drifts of this `SEVERITY`: critical, warning or info",
	"resourceType": "drifts of this `TYPE` of resource, such as S3 or aws_lambda_function",
	"resourceId":   "drifts of the resource with this `ID`",
	"region":       "drifts in this `REGION`",
	"accountId":    "drifts in this `ACCOUNT`",
	"detectedBy":   "drifts that `WHO` made known: scheduler, manual or api",
	"scope":        "drifts that scans of this `SCOPE` saw",
	"changed":      "drifts in which this `KEY` differs, such as ingress",
}

func driftList(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "list [flags]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "List drifts",
		Long: "List shows one page of the drifts that the filters keep. A filter may be repeated and\n" +
			"may hold several values, as in a,b; all means no filter. --resource-type is the same\n" +
			"flag as --resourceType, and so on. Long scopes and addresses show their end.",
		Example: "  guardian drift list --status detected,triaged --severity critical\n" +
			"  guardian drift list --changed ingress,egress --since 2026-11-01 --sort -severity",
		RunE: func(cmd *cobra.Command, _ []string) error {
			names := append(slices.Collect(maps.Keys(driftFilters)), "since", "until", "sort", "limit", "page", "cursor")
			q, err := models.ParseDriftQuery(url.Values(given(cmd, names...)))
			if err != nil {
				return err
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				page, err := store.Drifts.List(ctx, q)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(models.ListOf(page, models.Drift.Response))
				}
				seen, err := store.Drifts.Sightings(ctx, driftIDs(page))
				if err != nil {
					return err
				}
				return writeDrifts(a.out, page, seen, q.Sort)
			})
		},
	}
	for _, name := range slices.Sorted(maps.Keys(driftFilters)) {
		cmd.Flags().StringArray(name, nil, driftFilters[name])
	}
	cmd.Flags().String("since", "", "drifts detected from this `TIME` on: RFC 3339, or a date")
	cmd.Flags().String("until", "", "drifts detected before this `TIME`")
	cmd.Flags().String("sort", "", "the `ORDER`: createdAt, detectedAt, costImpactMonthly or severity, - in front for descending (-createdAt when not given)")
	addPage(cmd)
	addOutput(cmd, &out)
	complete(cmd, "status", models.Statuses())
	complete(cmd, "severity", models.Severities())
	complete(cmd, "detectedBy", models.Detectors())
	complete(cmd, "sort", models.DriftSorts())
	cmd.Flags().SetNormalizeFunc(camelCase)
	return cmd
}

// camelCase takes a filter's name in kebab-case for the same name.
func camelCase(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	for filter := range driftFilters {
		if name == kebab(filter) {
			return pflag.NormalizedName(filter)
		}
	}
	return pflag.NormalizedName(name)
}

func kebab(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
