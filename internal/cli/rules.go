package cli

import "github.com/spf13/cobra"

func rulesCommand(a *app) *cobra.Command {
	return commandGroup("rules", groupDrifts,
		"Say what to ignore, how to grade, who owns what and when it is due.\n"+
			"A file of rules is in force for each import that begins after it was applied.",
		rulesApply(a), rulesShow(a), rulesTest(a), rulesExplain(a))
}
