package reports

// The commands that make the tools' reports.
const (
	terraformCommand = "terraform show -json PLANFILE"
	driftctlCommand  = "driftctl scan --output json://FILE"
	pulumiCommand    = "pulumi refresh --preview-only --json"
)

// makeWith says what to do instead, wherever a file is no report of a tool.
func makeWith(command string) string { return "make the report with `" + command + "`" }
