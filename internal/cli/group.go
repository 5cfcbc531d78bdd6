package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// The parts of the list of commands.
const (
	groupStart    = "start"
	groupDrifts   = "drifts"
	groupDatabase = "database"
	groupOther    = "other"
)

// commandGroup makes a command that only holds others.
func commandGroup(name, id, long string, commands ...*cobra.Command) *cobra.Command {
	short, _, _ := strings.Cut(long, "\n")
	group := &cobra.Command{
		Use: name, GroupID: id, Short: strings.TrimSuffix(short, "."), Long: long,
		DisableFlagsInUseLine: true, SuggestionsMinimumDistance: 2,
		// cobra alone would show the help and call that success.
		Args: func(cmd *cobra.Command, args []string) error { return unknownCommand(cmd, args) },
		RunE: func(cmd *cobra.Command, _ []string) error { return unknownCommand(cmd, nil) },
	}
	group.AddCommand(commands...)
	return group
}

func unknownCommand(cmd *cobra.Command, args []string) error {
	problem := "no command given"
	if len(args) > 0 && word.MatchString(args[0]) {
		problem = fmt.Sprintf("unknown command %q", args[0])
		if close := cmd.SuggestionsFor(args[0]); len(close) > 0 {
			return usagef("%s%s, did you mean %q?", where(cmd), problem, close[0])
		}
	} else if len(args) > 0 {
		problem = "that is no command"
	}
	if !cmd.HasParent() {
		return usagef("%s", problem)
	}
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return usagef("%s%s, want one of %s", where(cmd), problem, strings.Join(names, ", "))
}
