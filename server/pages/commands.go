package pages

import (
	"regexp"

	"github.com/clouddrift/guardian/models"
)

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

// commandPiece is a part of a command: a flag, within which no line may end, or what stands between two.
type commandPiece struct {
	Text string
	Flag bool
}

var flags = regexp.MustCompile(`--[a-z-]+`)

// inPieces takes commands apart at their flags.
func inPieces(commands []string) [][]commandPiece {
	all := make([][]commandPiece, len(commands))
	for i, command := range commands {
		from := 0
		for _, at := range flags.FindAllStringIndex(command, -1) {
			all[i] = append(all[i], commandPiece{command[from:at[0]], false}, commandPiece{command[at[0]:at[1]], true})
			from = at[1]
		}
		all[i] = append(all[i], commandPiece{command[from:], false})
	}
	return all
}

// verbs are the commands by the status that they lead to.
var verbs = map[models.Status]string{
	models.StatusTriaged: "triage", models.StatusApproved: "approve", models.StatusRejected: "reject", models.StatusResolved: "resolve",
}
