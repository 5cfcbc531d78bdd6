package cli

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// formatAuto finds a report's format out.
const formatAuto reports.Format = "auto"

func importCommand(a *app) *cobra.Command {
	format, by := formatAuto, importedBy(os.Getenv)
	r := importRun{app: a}
	o := &r.options
	cmd := &cobra.Command{
		Use: "import [flags] FILE...", GroupID: groupStart, Args: arguments(1, -1), DisableFlagsInUseLine: true,
		Short: "Take drift reports into the ledger",
		Long: "Import reads what a drift tool wrote and takes it into the ledger: what drifted becomes\n" +
			"a drift, or an occurrence of a known one. Each FILE goes in as a whole or not at all,\n" +
			"and importing it twice changes nothing. It is - for standard input, a folder, or\n\n" +
			readable() + "\n\n" +
			"A folder is every report in it, as \"terragrunt run --all --json-out-dir\" writes them. The\n" +
			"scope of each is its path within the folder without the file's name, which is a part of it\n" +
			"where a folder holds several; a report's own name for what it looked at comes first, and\n" +
			"--scope and / stand in front of either. Files of no known kind are named and skipped, and\n" +
			"so are hidden ones and links to folders; a report that is broken, or a .json that holds no\n" +
			"JSON, is refused like any FILE. Several files go in at once where their scopes differ,\n" +
			"those of one scope in the order of their times, and each has a line.\n\n" +
			"--costs takes \"infracost breakdown --path PLAN.json --format json\", made of the very plan\n" +
			"that is imported, an ordinary one: each new drift gets what it costs a month, and each\n" +
			"scan keeps what that came to since the one before.\n\n" +
			"--summary tells a pipeline's own page what the reports show: markdown (GitHub's and\n" +
			"GitLab's), junit (tests that fail while a drift is open) and sarif (alerts of code\n" +
			"scanning, for what is open); several may be asked for, each into its own file.\n\n" +
			"The exit status is 1 where a file was refused or an entry could not be kept, else 3 where\n" +
			"--fail-on found something, else 0.",
		Example: "  terraform plan -refresh-only -out=drift.tfplan\n" +
			"  terraform show -json drift.tfplan > web-shop.json\n" +
			"  guardian import web-shop.json\n\n" +
			"  terraform show -json drift.tfplan |\n    guardian import --scope web-shop --fail-on critical -\n\n" +
			"  terragrunt run --all --out-dir /tmp/bin --json-out-dir /tmp/plans -- plan -refresh-only\n" +
			"  guardian import --scope live --resolve-missing /tmp/plans\n\n" +
			"  guardian import --scope live --summary junit=drift.xml --summary markdown plans \\\n    >> \"$GITHUB_STEP_SUMMARY\"\n\n" +
			"  pulumi refresh --preview-only --json > refresh.json\n" +
			"  guardian import --resolve-missing refresh.json\n\n" +
			"  driftctl scan --output json://shop.json\n" +
			"  guardian import --scope aws/shop --resolve-missing shop.json\n\n" +
			"  aws cloudformation describe-stack-resource-drifts --stack-name orders \\\n    --output json > drifts.json\n" +
			"  guardian import --resolve-missing drifts.json\n\n" +
			"  aws sqs receive-message --queue-url QUEUE --max-number-of-messages 10 \\\n" +
			"    --query 'Messages[].Body' --output text |\n    guardian import --scope aws/prod -",
		ValidArgsFunction: cobra.FixedCompletions([]string{"json"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.DetectedBy = by
			if format != formatAuto {
				o.Format = format
			}
			if err := r.check(args); err != nil {
				return err
			}
			settings, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			r.told.run.pages = settings.PublicURL
			r.atOnce = filesAtOnce(settings.DatabaseMaxConns)
			o.SecretKey = []byte(settings.SecretKey.Reveal())
			return a.withStore(cmd, longWork, func(ctx context.Context, store *repositories.Store) error {
				if err := r.told.summaries.tryFiles(); err != nil {
					return err
				}
				r.store = store
				return r.run(ctx, args)
			})
		},
	}
	formats := append([]reports.Format{formatAuto}, reports.Formats()...)
	addChoice(cmd, &format, "format", formats, "the `FORMAT` of the report: "+orWords(formats))
	f := cmd.Flags()
	f.Var(&text{&o.Scope, models.MaxScopeLength, "bytes"}, "scope", "the `NAME` of what the report looked at (its own name, else the path without .json); of a folder's reports what stands in front")
	addChoice(cmd, &by, "detected-by", models.Detectors(), "`WHO` made the report: scheduler (where CI is set), manual or api")
	f.Var(&moment{&o.DetectedAt}, "detected-at", "the `TIME` when the tool looked, in RFC 3339 or a date (the report's own, else now)")
	f.Var(&text{&o.Region, 50, "characters"}, "region", "the `REGION` of resources for which the report does not say")
	f.Var(&text{&o.Account, 12, "characters"}, "account", "the `ACCOUNT` of resources for which the report does not say")
	f.StringVar(&r.costs, "costs", "", "what the resources of a plan cost, a `FILE` of Infracost's JSON of that plan")
	f.BoolVar(&o.AllowFuture, "allow-future", false, "take a report that is dated more than a day ahead of the ledger's clock")
	f.BoolVar(&o.ResolveMissing, "resolve-missing", false, "resolve the drifts of this scope whose resource the report found in order")
	addChoice(cmd, &r.told.failOn, "fail-on", failOns(), "exit with 3 when a drift at least as bad as `SEVERITY` in this scan is open; new:SEVERITY: when this import created one")
	f.Var(&r.told.summaries, "summary", "tell what is open as `FORM[=FILE]` for a pipeline's own page: markdown, junit or sarif; without a FILE in place of the text")
	complete(cmd, "summary", summaryForms())
	f.BoolVar(&o.DryRun, "dry-run", false, "tell what would happen and write nothing")
	addOutput(cmd, &r.told.out)
	return cmd
}

// importedBy is who makes reports unless the flag says it: a pipeline sets CI, to true or to its name.
func importedBy(env func(string) string) models.DetectedBy {
	ci := env("CI")
	if is, err := strconv.ParseBool(ci); ci == "" || err == nil && !is {
		return models.DetectedByManual
	}
	return models.DetectedByScheduler
}

// readable lists the reports that can be imported, a line each.
func readable() string {
	return "  " + strings.ReplaceAll(strings.Join(reports.Made(), "\n  "), "`", `"`)
}
