package cli

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clouddrift/guardian/internal/config"
)

// Commands stand in the help in the order in which a newcomer needs them.
func init() { cobra.EnableCommandSorting = false }

// The parts of the list of commands.
const (
	groupStart    = "start"
	groupDrifts   = "drifts"
	groupDatabase = "database"
	groupOther    = "other"
)

func newRoot(a *app) *cobra.Command {
	root := commandGroup("guardian", "",
		"Guardian keeps a ledger of configuration drift: which cloud resources differ from\n"+
			"the code that made them, since when, how gravely, and what was decided about it.")
	root.Version = buildVersion().Version
	root.SetVersionTemplate("guardian {{.Version}}\n")
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetUsageTemplate(usageTemplate)
	root.SetFlagErrorFunc(flagError)
	config.AddFlags(root.PersistentFlags())
	root.AddGroup(
		&cobra.Group{ID: groupStart, Title: "Begin here:"},
		&cobra.Group{ID: groupDrifts, Title: "Act on what was found:"},
		&cobra.Group{ID: groupDatabase, Title: "Look after the database:"},
		&cobra.Group{ID: groupOther, Title: "And:"},
	)
	root.SetHelpCommandGroupID(groupOther)
	root.SetCompletionCommandGroupID(groupOther)
	root.AddCommand(
		demoCommand(a), importCommand(a), serveCommand(a),
		driftCommand(a), alertCommand(a), userCommand(a),
		migrateCommand(a), seedCommand(a), schemaCommand(a),
		versionCommand(a), settingsTopic(),
	)
	strictHelp(root)
	completeNoFiles(root)
	return root
}

// completeNoFiles keeps the shell from offering files for arguments and flags that
// take none.
func completeNoFiles(cmd *cobra.Command) {
	if cmd.ValidArgsFunction == nil {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != "file" && f.Name != "data-dir" {
			// It fails for a flag that has its words already.
			_ = cmd.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
		}
	})
	for _, c := range cmd.Commands() {
		completeNoFiles(c)
	}
}

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

// word is what may be shown of a wrong argument: anything longer or stranger
// might be a secret in the wrong place.
var word = regexp.MustCompile(`^[\w-]{1,30}$`)

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

// where says in front of an error which command it is about.
func where(cmd *cobra.Command) string {
	if _, path, sub := strings.Cut(cmd.CommandPath(), " "); sub {
		return path + ": "
	}
	return ""
}

// arguments holds a command to its number of arguments, at most -1 for any.
func arguments(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		return usagef("%sgot %s, want: %s", where(cmd), counted(int64(len(args)), "argument"), cmd.UseLine())
	}
}

// flagError words what pflag says. It never shows a value of a flag that it does
// not know, which may be a misspelt one that holds a secret.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var unknown *pflag.NotExistError
	switch {
	case errors.As(err, &value) && value.GetFlag().Value.Type() == "bool":
		return usagef("--%s: takes true or false, or stands alone", value.GetFlag().Name)
	case errors.As(err, &value):
		return usagef("--%s: %v", value.GetFlag().Name, value.Unwrap())
	case errors.As(err, &unknown):
		return usagef("%sunknown flag %s", where(cmd), dashed(unknown.GetSpecifiedName()))
	}
	return usagef("%s", err)
}

func dashed(flag string) string {
	if len(flag) == 1 {
		return "-" + flag
	}
	return "--" + flag
}

// strictHelp makes help and completion refuse what they do not know, which
// cobra's own count as success.
func strictHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Short = "Tell about a command, or about the settings"
			c.Use, c.Run, c.DisableFlagsInUseLine = "help [COMMAND]", nil, true
			c.Long = "Help tells about a command. Every command also takes --help."
			c.Example = "  guardian help import\n  guardian help settings"
			c.RunE = func(_ *cobra.Command, args []string) error {
				about, rest, err := root.Find(args)
				if err != nil || len(rest) > 0 {
					return unknownCommand(root, args)
				}
				about.InitDefaultHelpFlag()
				return about.Help()
			}
		case "completion":
			c.Short = "Write the completion script of a shell"
			c.Args = func(cmd *cobra.Command, args []string) error { return unknownCommand(cmd, args) }
			c.RunE = func(cmd *cobra.Command, _ []string) error { return unknownCommand(cmd, nil) }
		}
	}
}

const usageTemplate = `Usage:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} COMMAND{{else}}{{.UseLine}}{{end}}
{{- if .HasExample}}

Examples:
{{.Example}}{{end}}
{{- $commands := .Commands}}
{{- range $group := .Groups}}

{{.Title}}
{{- range $commands}}{{if and (eq .GroupID $group.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}{{end}}
{{- if and .HasAvailableSubCommands (not .Groups)}}

Commands:
{{- range $commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}{{end}}
{{- if .HasAvailableSubCommands}}

"{{.CommandPath}} COMMAND --help" tells more.{{end}}
{{- if and .Runnable (not .HasAvailableSubCommands)}}

Flags:
{{.LocalNonPersistentFlags.FlagUsagesWrapped 90 | trimTrailingWhitespaces}}{{end}}

Settings, such as --database-url: "guardian help settings".
`
