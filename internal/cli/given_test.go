package cli

import (
	"io"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Whatever takes a value takes no empty one, in every command that there is and will be.
func TestNoFlagTakesAnEmptyValue(t *testing.T) {
	t.Parallel()
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			for _, empty := range []string{"", " ", " , "} {
				err := f.Value.Set(empty)
				if err == nil {
					t.Errorf("%s takes --%s=%q", cmd.CommandPath(), f.Name, empty)
				} else if strings.Contains(err.Error(), "takes string") {
					t.Errorf("%s --%s does not say what it takes: %v", cmd.CommandPath(), f.Name, err)
				}
			}
		})
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(newRoot(&app{in: strings.NewReader(""), out: io.Discard, err: io.Discard}))
}
