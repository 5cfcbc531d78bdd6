package reports

// The commands that make the tools' reports.
const (
	terraformCommand      = "terraform show -json PLANFILE"
	driftctlCommand       = "driftctl scan --output json://FILE"
	cloudformationCommand = "aws cloudformation describe-stack-resource-drifts --stack-name STACK --output json"
	pulumiCommand         = "pulumi refresh --preview-only --json"
	awsconfigCommand      = "aws sqs receive-message --queue-url QUEUE --query 'Messages[].Body' --output text"
)

// makeWith says what to do instead, wherever a file is no report of a tool.
func makeWith(command string) string { return "make the report with `" + command + "`" }
