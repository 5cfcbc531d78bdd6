package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// rulesApplied is what was done with a file of rules, as JSON.
type rulesApplied struct {
	Applied bool                `json:"applied"` // false where these very rules were in force
	New     []string            `json:"new"`     // the keys of the rules that were not in force before
	Gone    []string            `json:"gone"`    // of those that were, and are no more
	Set     models.NamedRuleSet `json:"set"`
}

func rulesApply(a *app) *cobra.Command {
	var out output
	var email string
	var removeAll bool
	cmd := &cobra.Command{
		Use: "apply FILE [--as EMAIL]", Args: arguments(1, 1), DisableFlagsInUseLine: true,
		Short: "Bring a file of rules into force",
		Long: "Apply checks a file of rules and brings it into force for each import that begins from\n" +
			"then on. The file is the whole of the rules: what it does not say any more is in force\n" +
			"no more. One with an error changes nothing. Only an active admin or engineer may.",
		Example:           "  guardian rules apply rules.hcl --as ann@example.com",
		ValidArgsFunction: cobra.FixedCompletions([]string{"hcl"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(cmd *cobra.Command, args []string) error {
			who, err := a.mustAct(cmd, email)
			if err != nil {
				return err
			}
			return a.withStore(cmd, 0, func(ctx context.Context, store *repositories.Store) error {
				in := models.ApplyRulesInput{File: args[0]}
				if in.By, err = who.id(ctx, store); err != nil {
					return err
				}
				done, err := applyRules(ctx, store, in, removeAll)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(done)
				}
				a.tellApplied(done)
				return nil
			})
		},
	}
	addAs(cmd, &email)
	cmd.Flags().BoolVar(&removeAll, "remove-all", false, "apply a file without any rule, which takes all rules away")
	addOutput(cmd, &out)
	return cmd
}

func applyRules(ctx context.Context, store *repositories.Store, in models.ApplyRulesInput, removeAll bool) (done rulesApplied, err error) {
	book, source, before, err := readRulesBeside(ctx, store, in.File)
	if err != nil {
		return done, err
	}
	in.Source, in.Rules = string(source), linesOf(book)
	in.OSUser, in.Host = machine()
	was, err := before.Lines()
	if err != nil {
		return done, err
	}
	if len(in.Rules) == 0 && !removeAll {
		return done, fmt.Errorf("%s: holds no rule, and would take away all that are in force (%d): say --remove-all where that is meant", in.File, len(was))
	}
	set, applied, err := store.Rules.Apply(ctx, in)
	if err != nil {
		return done, err
	}
	by, err := appliedBy(ctx, store, set)
	done = rulesApplied{Applied: applied, New: []string{}, Gone: []string{}, Set: models.NamedRuleSet{RuleSetResponse: set.Response(), AppliedByEmail: by}}
	if applied {
		done.New, done.Gone = keysBeside(in.Rules, was), keysBeside(was, in.Rules)
	}
	return done, err
}

// keysBeside are the keys of rules that others do not have.
func keysBeside(rules, others []models.RuleLine) []string {
	keys := []string{}
	for _, r := range rules {
		if !slices.ContainsFunc(others, func(o models.RuleLine) bool { return o.Key == r.Key }) {
			keys = append(keys, r.Key)
		}
	}
	return keys
}

// maxKeys is how many rules are named in a line.
const maxKeys = 5

func (a *app) tellApplied(done rulesApplied) {
	if !done.Applied {
		fmt.Fprintf(a.out, "Nothing changes: these rules are in force since %s, applied by %s.\n", clockUTC(done.Set.CreatedAt), done.Set.AppliedByEmail)
		return
	}
	var lines []models.RuleLine
	counts := map[string]int64{}
	lines, _ = models.RuleSet{Rules: done.Set.Rules}.Lines() // they were written just now
	var words []string
	for _, line := range lines {
		if counts[line.Kind]++; counts[line.Kind] == 1 {
			words = append(words, line.Kind)
		}
	}
	for i, kind := range words {
		words[i] = fmt.Sprintf("%d %s", counts[kind], kind)
	}
	if len(words) == 0 {
		words = []string{"no rule"}
	}
	fmt.Fprintf(a.out, "%s is in force for each import that begins from now on: %s.\n", visible(done.Set.File), strings.Join(words, ", "))
	for _, part := range []struct {
		what string
		keys []string
	}{{"New", done.New}, {"Gone", done.Gone}} {
		if len(part.keys) > 0 {
			fmt.Fprintf(a.out, "  %s: %s\n", part.what, visible(some(part.keys, maxKeys)))
		}
	}
}
