package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/config"
)

// helpWidth is how wide the help is at most.
const helpWidth = 90

// settingsTopic is help alone: the settings would drown the flags of each command.
func settingsTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("Every command takes these settings: from the environment, from a file .env in the\n" +
		"working directory, or from a flag. A flag wins over both, the environment over .env.\n" +
		"Other users of the machine can see flags: passwords and tokens belong in the\n" +
		"environment or in .env.\n")
	for _, s := range config.Settings() {
		fmt.Fprintf(&b, "\n%s  (--%s)\n%s", s.Name, s.Flag(), wrap(s.Meaning+".", "    "))
		if s.Default != "" {
			fmt.Fprintf(&b, "    Default: %s\n", s.Default)
		}
	}
	topic := &cobra.Command{Use: "settings", Short: "What the settings are", Long: b.String()}
	topic.SetUsageTemplate("")
	return topic
}

// wrap breaks a text into indented lines of at most helpWidth.
func wrap(text, indent string) string {
	var b strings.Builder
	line := indent
	for _, word := range strings.Fields(text) {
		if len(line)+len(word) >= helpWidth {
			b.WriteString(line + "\n")
			line = indent
		} else if line != indent {
			line += " "
		}
		line += word
	}
	return b.String() + line + "\n"
}
