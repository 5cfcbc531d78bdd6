package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/clouddrift/guardian/migrations"
)

// version and commit are set by the linker; see the Dockerfile.
var version, commit string

// build says which program this is.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	Schema  string `json:"schema"` // the newest migration that it knows
}

// buildVersion takes what the linker set, else what the Go tool wrote into the binary.
func buildVersion() build {
	ids := migrations.IDs()
	b := build{Version: version, Commit: commit, Go: runtime.Version(), Schema: ids[len(ids)-1]}
	info, ok := debug.ReadBuildInfo()
	if ok && b.Version == "" && info.Main.Version != "(devel)" {
		b.Version = info.Main.Version
	}
	if ok && b.Commit == "" {
		b.Commit = revision(info.Settings)
	}
	if b.Version == "" {
		b.Version = "dev"
	}
	if b.Commit == "" {
		b.Commit = "unknown"
	}
	return b
}

func revision(settings []debug.BuildSetting) string {
	found, changed := "", ""
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			found = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if found == "" {
		return ""
	}
	return found + changed
}

func versionCommand(a *app) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use: "version [--output text|json]", GroupID: groupOther, Args: arguments(0, 0), DisableFlagsInUseLine: true,
		Short:   "Tell which version this is",
		Long:    "Version tells the version, the commit, the Go that built it, and the newest migration\nof the schema that it knows.",
		Example: "  guardian version --output json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, _, err := a.settings(cmd); err != nil { // as with every other command
				return err
			}
			b := buildVersion()
			if out == outputJSON {
				return a.writeJSON(b)
			}
			_, err := fmt.Fprintf(a.out, "guardian %s\ncommit   %s\ngo       %s\nschema   %s\n", b.Version, b.Commit, b.Go, b.Schema)
			return err
		},
	}
	addOutput(cmd, &out)
	return cmd
}
