package cli

import (
	"github.com/spf13/cobra"
)

// output is the form of a result.
type output string

const (
	outputText output = "text"
	outputJSON output = "json"
)

func addOutput(cmd *cobra.Command, out *output) {
	*out = outputText
	allowed := []output{outputText, outputJSON}
	cmd.Flags().VarP(choice[output]{out, allowed}, "output", "o", "form of the result")
	complete(cmd, "output", allowed)
}
