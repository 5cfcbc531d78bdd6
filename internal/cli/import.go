package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// formatAuto finds a report's format out.
const formatAuto reports.Format = "auto"

// clockSkew is how far ahead of the ledger's clock a report's time may lie without a
// word.
const clockSkew = 5 * time.Minute

func importCommand(a *app) *cobra.Command {
	format, by := formatAuto, models.DetectedByManual
	r := importRun{app: a}
	o := &r.options
	cmd := &cobra.Command{
		Use: "import [flags] FILE...", GroupID: groupStart, Args: arguments(1, -1), DisableFlagsInUseLine: true,
		Short: "Take drift reports into the ledger",
		Long: "Import reads what a drift tool wrote and takes it into the ledger: what drifted becomes\n" +
			"a drift, or an occurrence of a known one. FILE is a plan of Terraform or OpenTofu as\n" +
			"\"terraform show -json\" prints it; - is standard input. Each file goes in as a whole or\n" +
			"not at all, and importing it twice changes nothing.",
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
			return a.withStore(cmd, longWork, func(ctx context.Context, store *repositories.Store) error {
				r.store = store
				return r.files(ctx, files)
			})
		},
	}
	addChoice(cmd, &format, "format", []reports.Format{
		formatAuto, reports.FormatTerraform, reports.FormatDriftctl, reports.FormatCloudFormation, reports.FormatPulumi,
	}, "the `FORMAT` of the report: auto, terraform, driftctl, cloudformation or pulumi")
	f := cmd.Flags()
	f.Var(&text{&o.Scope, models.MaxScopeLength, "bytes"}, "scope", "the `NAME` of what the report looked at (its own name, else the path without .json)")
	addChoice(cmd, &by, "detected-by", models.Detectors(), "`WHO` made the report: scheduler, manual or api")
	f.Var(&moment{&o.DetectedAt}, "detected-at", "the `TIME` when the tool looked, in RFC 3339 or a date (the report's own, else now)")
	f.Var(&text{&o.Region, 50, "characters"}, "region", "the `REGION` of resources for which the report does not say")
	f.Var(&text{&o.Account, 12, "characters"}, "account", "the `ACCOUNT` of resources for which the report does not say")
	f.BoolVar(&o.ResolveMissing, "resolve-missing", false, "resolve the drifts of this scope whose resource the report found in order")
	addChoice(cmd, &r.failOn, "fail-on", models.Severities(), "exit with 3 when a drift at least as bad as `SEVERITY` in this scan is open")
	f.BoolVar(&o.DryRun, "dry-run", false, "tell what would happen and write nothing")
	addOutput(cmd, &r.out)
	return cmd
}

// importRun is one run of the command over its files.
type importRun struct {
	app     *app
	store   *repositories.Store
	options importing.Options
	failOn  models.Severity // "" is none
	out     output

	results []any // for JSON: a summary or a refusal a file
	failed  bool  // a file was refused, or an entry of one could not be kept
	unnamed bool  // a file has no name for its scope
	grave   bool  // --fail-on found what it looks for
	shown   bool  // something stands on standard output
}

// check refuses what no file could change, before anything is touched.
func (r *importRun) check(files []string) error {
	seen := 0
	for _, file := range files {
		if file == "-" {
			seen++
		}
	}
	if seen > 1 {
		return usagef("standard input (-) can be read once only")
	}
	return nil
}

// files imports each file and gives the error of the run as a whole. A file that
// is refused does not keep the others from going in.
func (r *importRun) files(ctx context.Context, files []string) error {
	var broken error
	for _, file := range files {
		summary, err := r.file(ctx, file)
		if err == nil {
			err = r.accept(ctx, summary)
		} else {
			r.refuse(ctx, file, err)
		}
		if broken = fatal(ctx, err); broken != nil {
			break
		}
	}
	if r.out == outputJSON {
		if err := r.app.writeJSON(r.results); err != nil {
			return err
		}
	}
	switch {
	case broken != nil && ctx.Err() != nil:
		return broken
	case r.failed || broken != nil:
		return statusError(exitFailed)
	case r.unnamed:
		return statusError(exitUsage)
	case r.grave:
		return statusError(exitDrift)
	}
	return nil
}

// file imports one file, with progress.
func (r *importRun) file(ctx context.Context, path string) (importing.Summary, error) {
	report, err := r.app.openReport(ctx, path, r.options.Scope)
	if err != nil {
		return importing.Summary{}, err
	}
	defer report.Close()
	o := r.options
	p := r.app.newProgress("import "+path, "entries")
	defer p.end()
	o.Progress = p.step
	return importing.File(ctx, r.store, path, report, o)
}

// accept notes what became of a file and shows it.
func (r *importRun) accept(ctx context.Context, s importing.Summary) error {
	r.results = append(r.results, s)
	r.failed = r.failed || s.Unstorable > 0
	if r.out == outputText {
		if err := r.show(s); err != nil {
			return err
		}
	}
	now, err := r.store.Now(ctx)
	if err != nil {
		return err
	}
	if s.ScannedAt.Sub(now) > clockSkew && !s.AlreadyImported {
		r.app.complain(fmt.Sprintf("%s: seen at %s, which lies ahead: until then every report of scope %q counts as older; check the clock, or --detected-at",
			s.File, clockUTC(s.ScannedAt), s.Scope))
	}
	if n := s.Skipped - s.Unstorable; s.Late() && n > 0 {
		r.app.complain(fmt.Sprintf("%s: older than the newest scan of scope %q (%s): %s that no scan has seen yet left out; "+
			"import the reports of one scope in order, or give each its own --scope", s.File, s.Scope, clockUTC(s.NewestScan), counted(int64(n), "drift")))
	}
	if r.failOn != "" && s.OpenAtLeast(r.failOn) {
		r.grave = true
		r.app.complain(fmt.Sprintf("%s: open drifts at least as bad as %s: %s", s.File, r.failOn, gravest(s, r.failOn)))
	}
	return nil
}

// refuse notes that a file was refused and says why.
func (r *importRun) refuse(ctx context.Context, path string, err error) {
	if ctx.Err() != nil {
		return
	}
	var missing *fs.PathError
	if errors.As(err, &missing) {
		err = missing.Err
	}
	if errors.Is(err, importing.ErrNoScope) || errors.Is(err, errNoName) {
		r.unnamed = true
	} else {
		r.failed = true
	}
	line := importing.Unreadable(path, err)
	r.results = append(r.results, importing.Refusal{File: path, Error: strings.TrimPrefix(line, path+": ")})
	r.app.complain(line)
}

// fatal gives the error that keeps the files to come from going in, too: the
// database, or Ctrl-C.
func fatal(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, kind := range []error{models.ErrUnavailable, models.ErrTimeout, models.ErrInternal, io.ErrShortWrite} {
		if errors.Is(err, kind) {
			return err
		}
	}
	return nil
}

// gravest counts the open drifts of a scan that are at least so bad.
func gravest(s importing.Summary, limit models.Severity) string {
	var parts []string
	for _, severity := range models.Severities() {
		if n := s.Open[severity]; n > 0 && severity.AtLeast(limit) {
			parts = append(parts, fmt.Sprintf("%d %s", n, severity))
		}
	}
	return strings.Join(parts, ", ")
}
