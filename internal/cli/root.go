package cli

import (
	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/internal/config"
)

// Commands stand in the help in the order in which a newcomer needs them.
func init() { cobra.EnableCommandSorting = false }

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
		driftCommand(a), alertCommand(a), notifyCommand(a), rulesCommand(a), userCommand(a),
		migrateCommand(a), seedCommand(a), schemaCommand(a), databaseCommand(a),
		versionCommand(a), settingsTopic(),
	)
	refuseEmpty(root)
	strictHelp(root)
	completeNoFiles(root)
	return root
}
