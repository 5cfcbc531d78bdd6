package cli

import (
	"github.com/spf13/cobra"
)

func driftCommand(a *app) *cobra.Command {
	return commandGroup("drift", groupDrifts,
		"List drifts, look at one, decide about it.\n"+
			"A drift goes from detected to triaged, to approved or rejected, to resolved.",
		append([]*cobra.Command{driftList(a), driftShow(a)}, driftSteps(a)...)...)
}
