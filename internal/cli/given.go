package cli

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// given is a flag that takes a text, and refuses an empty one: a shell gives that for a variable that is not set, and what
// is meant to narrow a step, or to name who takes it, must not be taken for no flag at all.
type given struct {
	pflag.Value
	takes string
}

func (g given) Set(s string) error {
	if strings.TrimFunc(s, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) == "" {
		return fmt.Errorf("takes %s, got an empty one, as a variable that is not set gives it", g.takes)
	}
	return g.Value.Set(s)
}

// refuseEmpty holds the flags of all commands to that, but for those of settings, which package config reads, and those
// whose own kind takes no empty text.
func refuseEmpty(cmd *cobra.Command) {
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		_, filter := f.Value.(parameter)
		_, limited := f.Value.(*text)
		if filter || limited || f.Value.Type() == "string" {
			takes, _ := pflag.UnquoteUsage(f)
			f.Value = given{f.Value, takes}
		}
	})
	for _, c := range cmd.Commands() {
		refuseEmpty(c)
	}
}
