package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

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
				switch {
				case err != nil:
					return unknownCommand(root, args)
				case len(rest) > 0 && about.HasSubCommands():
					return unknownCommand(about, rest)
				case len(rest) > 0:
					return usagef("%shas no command below it", where(about))
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

// usageTemplate is cobra's, in the words of this program.
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
