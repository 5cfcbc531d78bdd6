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
	addChoice(cmd, out, "output", []output{outputText, outputJSON}, "form of the result")
}
