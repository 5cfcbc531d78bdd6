package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/models"
)

func driftCommand(a *app) *cobra.Command {
	return commandGroup("drift", groupDrifts,
		"List drifts, look at one, decide about it.\n"+
			"A drift goes from detected to triaged, to approved or rejected, to resolved.",
		append([]*cobra.Command{driftList(a), driftShow(a), driftOpen(a)}, driftSteps(a)...)...)
}

func driftSteps(a *app) []*cobra.Command {
	var commands []*cobra.Command
	for _, s := range steps {
		commands = append(commands, driftStep(a, s))
	}
	return commands
}

// timeFilters are the names of the filters by time, whose own stand for something else where an approval may end.
func (s step) timeFilters() map[string][]string {
	if s.ends {
		return map[string][]string{"since": {"detected-since"}, "until": {"detected-until"}}
	}
	return map[string][]string{"since": {"since", "detected-since"}, "until": {"until", "detected-until"}}
}

func driftStep(a *app, s step) *cobra.Command {
	r := stepRun{app: a, step: s, in: models.StepInput{To: s.to}}
	use := s.name + " (DRIFT... | FILTERS) [--as EMAIL]"
	if s.reason {
		use += " --reason TEXT"
	}
	if s.ends {
		use += " [--until TIME]"
	}
	if s.how {
		use += " --how HOW"
	}
	cmd := &cobra.Command{
		Use: use, Args: arguments(0, -1), DisableFlagsInUseLine: true, Short: s.short, Example: s.example,
		Long: s.long + "\nOnly an active admin or engineer may.\n\n" + driftWords + "\n\n" +
			"Of several named drifts all take the step, or with one that cannot none does. Filters,\n" +
			"which are those of \"guardian drift list\", take it on every drift that they keep and that\n" +
			"it is for; the others are counted. They ask first, and want --yes off a terminal.",
		ValidArgsFunction: a.completeDrifts(-1, s.to.From()),
		RunE:              func(cmd *cobra.Command, args []string) error { return r.run(cmd, args) },
	}
	addAs(cmd, &r.as)
	if s.reason {
		cmd.Flags().StringVar(&r.in.Reason, "reason", "", fmt.Sprintf("why, `TEXT` of at least %d characters", models.MinReasonLength))
	}
	if s.ends {
		cmd.Flags().Var(end{&r.in.Until}, "until", "when the approval ends: a `TIME`, a date (its 00:00 UTC), or how long such as 7d or 48h")
		cmd.Flags().Var(&text{&r.in.Ticket, models.MaxTicketLength, "characters"}, "ticket", fmt.Sprintf("where it was agreed: `REF`, a line of at most %d characters", models.MaxTicketLength))
	}
	if s.how {
		addChoice(cmd, &r.in.How, "how", models.Resolutions(), "how it came to its end")
	}
	cmd.Flags().BoolVar(&r.yes, "yes", false, "take the step on all that the filters keep without asking")
	r.filters = addFilters(cmd, models.DriftFilters(), s.timeFilters())
	if s.ends {
		cmd.Flags().Var(parameter{r.filters.values, "since", false}, "since", "the `TIME` of --detected-since, where no --until stands beside it")
	}
	addOutput(cmd, &r.out)
	return cmd
}
