package cli

import (
	"strings"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// step is one step of a drift's lifecycle, taken by a user.
type step struct {
	name                 string // as the command is called
	to                   models.Status
	short, long, example string
	reason, how          bool // takes --reason, --how
	ends                 bool // takes --until, --ticket
}

const exampleDrift = " 5f2b1d5e --as ann@example.com"

var steps = []step{
	{
		name: "triage", to: models.StatusTriaged, short: "Note that you have looked at a drift",
		long:    "Triage notes that a user has looked at a detected drift.",
		example: "  guardian drift triage" + exampleDrift + "\n  guardian drift triage --scope 'prod/*' --severity info",
	},
	{
		name: "approve", to: models.StatusApproved, short: "Accept a drift as it is", reason: true, ends: true,
		long: "Approve accepts a detected or triaged drift as it is. Scans that see it again stay\n" +
			"quiet, until anything in it changes or the approval ends: from then on the drift is\n" +
			"open, and the next scan that sees it, or \"guardian notify\", puts a new one in its\n" +
			"place, to be decided anew. Until then an approval stays as it was given.",
		example: "  guardian drift approve" + exampleDrift + " \\\n    --reason \"Agreed in CHG-1042\"\n" +
			"  guardian drift approve --changed desired_capacity --reason \"the autoscaler sets it\" \\\n    --until 7d --ticket CHG-1042",
	},
	{
		name: "reject", to: models.StatusRejected, short: "Say that a drift must be put right", reason: true,
		long:    "Reject says that a detected or triaged drift must be put right.",
		example: "  guardian drift reject prod/network/aws_security_group.db \\\n    --reason \"Port 22 must not be open\"",
	},
	{
		name: "resolve", to: models.StatusResolved, short: "End a drift", how: true,
		long: "Resolve ends a drift and reads its alerts. Nothing leaves this status.",
		example: "  guardian drift resolve" + exampleDrift + " \\\n    --how manual-fix\n" +
			"  guardian drift resolve --scope old/module --how acknowledged --yes",
	},
}

// check refuses what no drift could change.
func (s step) check(in models.StepInput) error {
	switch {
	case s.how && in.How == "":
		return usagef("--how is required: auto-remediate, manual-fix or acknowledged")
	case s.reason && strings.TrimSpace(in.Reason) == "":
		return usagef("--reason is required: at least %d characters", models.MinReasonLength)
	}
	in.By = uuid.Max // whoever it is
	return in.Validate()
}
