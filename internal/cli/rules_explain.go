package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

// explained is why a drift is judged as it is, as JSON.
type explained struct {
	DriftID uuid.UUID `json:"driftId"`
	// JudgedBy are the rules that judged it, none where there were none; Current says whether
	// they are still in force.
	JudgedBy *models.NamedRuleSet `json:"judgedBy,omitempty"`
	Current  bool                 `json:"current"`
	importing.Explanation
}

func rulesExplain(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "explain DRIFT [--output text|json]", Args: arguments(1, 1), DisableFlagsInUseLine: true,
		Short: "Say which rule gave a drift its grades, owner and date",
		Long: "Explain says of each change of a drift which rule of yours, or which line of the product's\n" +
			"table, gave it its grade or took it for noise, and which rules say whose the drift is and\n" +
			"when it is due.\n\n" + driftWords,
		Example:           "  guardian rules explain 5f2b1d5e\n  guardian rules explain prod/network/aws_vpc.main",
		ValidArgsFunction: a.completeDrifts(1, models.Statuses()),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withDossier(cmd, args[0], func(ctx context.Context, store *repositories.Store, d models.Dossier) error {
				told, err := explain(ctx, store, d)
				switch {
				case err != nil:
					return err
				case out == outputJSON:
					return a.writeJSON(told)
				}
				return writeExplained(a.out, d, told)
			})
		},
	}
	addOutput(cmd, &out)
	return cmd
}

// explain asks the rules that judged a drift when its newest scan was imported.
func explain(ctx context.Context, store *repositories.Store, d models.Dossier) (told explained, err error) {
	told.DriftID = d.Drift.ID
	current, err := currentRules(ctx, store)
	if err != nil {
		return told, err
	}
	var book *rulebook.Book
	var judged time.Time
	newest, err := store.Drifts.NewestOccurrence(ctx, d.Drift.ID)
	if err != nil {
		return told, err
	}
	if newest.ScanID != uuid.Nil {
		scan, err := store.Scans.Get(ctx, newest.ScanID)
		if err != nil {
			return told, err
		}
		judged = scan.CreatedAt
		if scan.RuleSetID != nil {
			set, err := store.Rules.Get(ctx, *scan.RuleSetID)
			if err != nil {
				return told, err
			}
			if book, err = rulebook.Parse(set.File, []byte(set.Source), time.Time{}); err != nil {
				return told, fmt.Errorf("the rules that judged it cannot be read by this program: %w", err)
			}
			by, err := appliedBy(ctx, store, set)
			if err != nil {
				return told, err
			}
			told.Current, set.Source = set.ID == current.ID, ""
			told.JudgedBy = &models.NamedRuleSet{RuleSetResponse: set.Response(), AppliedByEmail: by}
		}
	}
	told.Current = told.Current || told.JudgedBy == nil && current.AppliedBy == noRules
	told.Explanation, err = importing.Explain(book, d, newest, judged)
	return told, err
}

// maxExplained is how many changes are explained in text.
const maxExplained = 100

func writeExplained(w io.Writer, d models.Dossier, told explained) error {
	fmt.Fprintf(w, "Drift %s: %s, %s\n\n", d.Drift.ID, d.Drift.Severity, d.Seen().StatusWord())
	t := newTable(w)
	by := "the product's table alone"
	if set := told.JudgedBy; set != nil {
		by = fmt.Sprintf("%s, applied at %s by %s", set.File, clockUTC(set.CreatedAt), set.AppliedByEmail)
	}
	if !told.Current {
		by += "; other rules are in force by now, for the next import"
	}
	t.row("  judged by", by)
	owner := "nobody by these rules"
	if told.Owner != nil {
		owner = d.Sighting.Owner + ", by " + whyWords(*told.Owner)
	}
	t.row("  owner", owner)
	due := "no date by these rules"
	if told.Due != nil {
		due = dueWords(d.Seen()) + ", by " + whyWords(*told.Due)
	}
	t.row("  due", due)
	if told.Whole != nil {
		t.row("  as a whole", string(told.Whole.Severity)+": "+whyWords(*told.Whole))
	}
	if err := t.end(); err != nil {
		return err
	}
	if len(told.Changes) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	t = newTable(w).severityIn(0)
	for i, why := range told.Changes {
		if i == maxExplained {
			t.row("…", fmt.Sprintf("and %d more: --output json has them", len(told.Changes)-i))
			break
		}
		verdict := string(why.Severity)
		if why.Noise != "" {
			verdict = "noise (" + why.Noise + ")"
		}
		t.row("  "+verdict, why.Path, whyWords(why))
	}
	return t.end()
}

// whyWords name a rule with its line, and say why.
func whyWords(w importing.Why) string {
	if w.Rule == "" {
		return w.Because
	}
	words := w.Rule
	if w.Line > 0 {
		words += " (line " + strconv.Itoa(w.Line) + ")"
	}
	if w.Because != "" {
		words += ": " + w.Because
	}
	return words
}
