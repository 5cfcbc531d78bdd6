package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// formatAuto finds a report's format out.
const formatAuto reports.Format = "auto"

func importCommand(a *app) *cobra.Command {
	format, by := formatAuto, models.DetectedByManual
	r := importRun{app: a}
	o := &r.options
	cmd := &cobra.Command{
		Use: "import [flags] FILE...", GroupID: groupStart, Args: arguments(1, -1), DisableFlagsInUseLine: true,
		Short: "Take drift reports into the ledger",
		Long: "Import reads what a drift tool wrote and takes it into the ledger: what drifted becomes\n" +
			"a drift, or an occurrence of a known one. Each FILE goes in as a whole or not at all,\n" +
			"and importing it twice changes nothing. It is - for standard input, or one of these:\n\n" +
			readable(),
		Example: "  terraform plan -refresh-only -out=drift.tfplan\n" +
			"  terraform show -json drift.tfplan > web-shop.json\n" +
			"  guardian import web-shop.json\n\n" +
			"  terraform show -json drift.tfplan |\n    guardian import --scope web-shop --fail-on critical -",
		ValidArgsFunction: cobra.FixedCompletions([]string{"json"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, files []string) error {
			o.DetectedBy = by
			if format != formatAuto {
				o.Format = format
			}
			if err := r.check(files); err != nil {
				return err
			}
			settings, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			o.SecretKey = []byte(settings.SecretKey.Reveal())
			return a.withStore(cmd, longWork, func(ctx context.Context, store *repositories.Store) error {
				r.store = store
				return r.files(ctx, files)
			})
		},
	}
	formats := append([]reports.Format{formatAuto}, reports.Formats()...)
	addChoice(cmd, &format, "format", formats, "the `FORMAT` of the report: "+orWords(formats))
	f := cmd.Flags()
	f.Var(&text{&o.Scope, models.MaxScopeLength, "bytes"}, "scope", "the `NAME` of what the report looked at (its own name, else the path without .json)")
	addChoice(cmd, &by, "detected-by", models.Detectors(), "`WHO` made the report: scheduler, manual or api")
	f.Var(&moment{&o.DetectedAt}, "detected-at", "the `TIME` when the tool looked, in RFC 3339 or a date (the report's own, else now)")
	f.Var(&text{&o.Region, 50, "characters"}, "region", "the `REGION` of resources for which the report does not say")
	f.Var(&text{&o.Account, 12, "characters"}, "account", "the `ACCOUNT` of resources for which the report does not say")
	f.BoolVar(&o.AllowFuture, "allow-future", false, "take a report that is dated more than a day ahead of the ledger's clock")
	f.BoolVar(&o.ResolveMissing, "resolve-missing", false, "resolve the drifts of this scope whose resource the report found in order")
	addChoice(cmd, &r.failOn, "fail-on", models.Severities(), "exit with 3 when a drift at least as bad as `SEVERITY` in this scan is open")
	f.BoolVar(&o.DryRun, "dry-run", false, "tell what would happen and write nothing")
	addOutput(cmd, &r.out)
	return cmd
}

// readable lists the reports that can be imported, a line each.
func readable() string {
	return "  " + strings.ReplaceAll(strings.Join(reports.Made(), "\n  "), "`", `"`)
}
