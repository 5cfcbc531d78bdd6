package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// rulesShown are the rules in force as JSON.
type rulesShown struct {
	InForce *models.NamedRuleSet `json:"inForce,omitempty"` // none where no rules were ever applied
	Rules   []models.RuleState   `json:"rules"`
}

func rulesShow(a *app) *cobra.Command {
	var out output
	var source bool
	cmd := &cobra.Command{
		Use: "show [--source] [--output text|json]", Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short: "Show the rules in force and what each did",
		Long: "Show tells of each rule in force what it did: one that matched nothing in " + strconv.Itoa(models.RuleDays) + " days,\n" +
			"one that ended and one that hides what would be critical are called so. With --source it\n" +
			"prints the file as it was applied.",
		Example: "  guardian rules show\n  guardian rules show --source > rules.hcl",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				set, err := currentRules(ctx, store)
				if err != nil {
					return err
				}
				if source && out == outputText {
					if set.AppliedBy == noRules {
						return errors.New("no rules were applied yet")
					}
					_, err := io.WriteString(a.out, set.Source)
					return err
				}
				states, err := store.Rules.States(ctx, set)
				if err != nil {
					return err
				}
				by, err := appliedBy(ctx, store, set)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(shownOf(set, by, states, source))
				}
				return writeRules(a.out, set, by, states)
			})
		},
	}
	cmd.Flags().BoolVar(&source, "source", false, "print the file as it was applied")
	addOutput(cmd, &out)
	return cmd
}

func shownOf(set models.RuleSet, by string, states []models.RuleState, source bool) rulesShown {
	shown := rulesShown{Rules: states}
	if set.AppliedBy == noRules {
		return shown
	}
	if !source {
		set.Source = ""
	}
	shown.InForce = &models.NamedRuleSet{RuleSetResponse: set.Response(), AppliedByEmail: by}
	return shown
}

func writeRules(w io.Writer, set models.RuleSet, by string, states []models.RuleState) error {
	if set.AppliedBy == noRules {
		fmt.Fprintln(w, "No rules were applied yet; guardian rules apply FILE does so.")
		return nil
	}
	fmt.Fprintf(w, "%s, %s\n", visible(set.File), appliedWords(set, by))
	if len(states) == 0 {
		fmt.Fprintln(w, "It has no rule.")
		return nil
	}
	fmt.Fprintln(w)
	t := newTable(w)
	t.row("RULE", "SINCE (UTC)", "ENDS (UTC)", "MATCHED", "LAST (UTC)", "KNOW OF IT")
	for _, s := range states {
		matched, last := "", ""
		if s.Decides() {
			matched, last = strconv.FormatInt(s.Matched, 10), orNever(s.Last)
		}
		ends := ""
		if s.Until != nil {
			ends = clock(*s.Until)
		}
		t.row(s.Key, clock(s.Since), ends, matched, last, strings.Join(s.Remarks, "; "))
	}
	if err := t.end(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nMATCHED counts the last %d days.\n", models.RuleDays)
	return nil
}

func orNever(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return clock(*t)
}
