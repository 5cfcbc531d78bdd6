package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

func rulesTest(a *app) *cobra.Command {
	try := rulesTry{app: a}
	cmd := &cobra.Command{
		Use: "test [flags] FILE REPORT...", Args: arguments(2, -1), DisableFlagsInUseLine: true,
		Short: "Say what reports would become under a file of rules",
		Long: "Test says of each entry of the reports what it would become under the rules in FILE,\n" +
			"beside what it becomes under those in force, as if the reports were made and imported\n" +
			"now. Nothing is written. REPORT is as import takes it. What becomes another is marked\n" +
			"with >, and rules of FILE that decide nothing in these reports are named.",
		Example:           "  guardian rules test rules.hcl web-shop.json\n  guardian rules test --scope live rules.hcl /tmp/plans",
		ValidArgsFunction: cobra.FixedCompletions([]string{"hcl", "json"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			try.options.SecretKey = []byte(settings.SecretKey.Reveal())
			return a.withStore(cmd, longWork, func(ctx context.Context, store *repositories.Store) error {
				try.store = store
				return try.run(ctx, args[0], args[1:])
			})
		},
	}
	o := &try.options
	o.DetectedBy, o.DryRun, o.Anew = models.DetectedByManual, true, true
	cmd.Flags().Var(&text{&o.Scope, models.MaxScopeLength, "bytes"}, "scope", "the `NAME` of what the report looked at, as for import")
	addOutput(cmd, &try.out)
	return cmd
}

// rulesTry is one run of the command.
type rulesTry struct {
	app     *app
	store   *repositories.Store
	options importing.Options
	out     output
	// ruled is what each rule of the file did in all reports.
	ruled map[string]models.RuleCount
}

func (r *rulesTry) run(ctx context.Context, rules string, args []string) error {
	book, _, _, err := readRulesBeside(ctx, r.store, rules)
	if err != nil {
		return err
	}
	files := importLook{r.app, r.options, 1}.gather(ctx, args)
	defer closeKept(files)
	all, refused := triedAll{Reports: []any{}, Ruled: map[string]models.RuleCount{}, Idle: []string{}}, 0
	r.ruled = all.Ruled
	for _, f := range files {
		done, err := r.file(ctx, f, book)
		if broken := fatal(ctx, err); broken != nil {
			return broken
		}
		if err != nil {
			refused++
			all.Reports = append(all.Reports, importing.Refusal{File: f.path, Error: cause(err).Error()})
			r.app.complain(importing.Unreadable(f.path, cause(err)))
			continue
		}
		all.Reports = append(all.Reports, done)
		if r.out == outputText {
			if err := writeTried(r.app.out, done); err != nil {
				return err
			}
		}
	}
	if len(all.Reports) > refused {
		all.Idle = idle(book, r.ruled) // of reports that none could read nothing follows
	}
	if r.out == outputJSON {
		if err := r.app.writeJSON(all); err != nil {
			return err
		}
	} else if len(all.Idle) > 0 {
		fmt.Fprintf(r.app.out, "%s decided nothing in these reports: %s\n", counted(int64(len(all.Idle)), "rule"), visible(some(all.Idle, 20)))
	}
	if refused > 0 {
		return statusError(exitFailed)
	}
	return nil
}

// file tries one report under the rules in force, and under a book.
func (r *rulesTry) file(ctx context.Context, f *importFile, book *rulebook.Book) (tried, error) {
	if f.err != nil {
		return tried{}, f.err
	}
	o := r.options
	if f.scope != "" {
		o.Scope = f.scope
	}
	inForce, err := r.dryRun(ctx, f, o)
	if err != nil {
		return tried{}, err
	}
	o.Rules = book
	under, err := r.dryRun(ctx, f, o)
	if err != nil {
		return tried{}, err
	}
	for key, n := range under.Ruled {
		r.ruled[key] = models.RuleCount{Matched: r.ruled[key].Matched + n.Matched, Critical: r.ruled[key].Critical + n.Critical}
	}
	return compared(inForce, under), nil
}

func (r *rulesTry) dryRun(ctx context.Context, f *importFile, o importing.Options) (importing.Summary, error) {
	report, err := r.app.openFile(ctx, f, o.Scope)
	if err != nil {
		return importing.Summary{}, err
	}
	defer report.Close()
	return importing.File(ctx, r.store, f.path, report, o)
}
