package pages

import "github.com/clouddrift/guardian/models"

// commandsOf are the commands that decide about a drift, ready to be copied: those of the
// steps that its status allows. Who decides is whoever runs them.
func commandsOf(d models.Drift) (commands []string) {
	for _, step := range []struct {
		to   models.Status
		rest string
	}{
		{models.StatusTriaged, ""},
		{models.StatusApproved, " --reason 'WHY IT MAY STAY'"},
		{models.StatusApproved, " --reason 'WHY IT MAY STAY FOR NOW' --until 30d --ticket 'WHERE IT WAS AGREED'"},
		{models.StatusRejected, " --reason 'WHY IT MUST GO'"},
		{models.StatusResolved, " --how manual-fix"},
	} {
		if d.Status.CanBecome(step.to) {
			commands = append(commands, "guardian drift "+verbs[step.to]+" "+d.ID.String()+" --as \"$GUARDIAN_USER\""+step.rest)
		}
	}
	return commands
}

// verbs are the commands by the status that they lead to.
var verbs = map[models.Status]string{
	models.StatusTriaged: "triage", models.StatusApproved: "approve", models.StatusRejected: "reject", models.StatusResolved: "resolve",
}
