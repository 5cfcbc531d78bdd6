package reports

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// lookalike is a file of a tool that is no report.
type lookalike struct {
	what    string
	command string // which makes the tool's reports
}

// instead says what the file is, and what to do instead.
func (l *lookalike) instead() string {
	return l.what + ", not a report; " + makeWith(l.command)
}

// Files of the tools that are told by their values or their elements: the names in them
// are the code's own, or a query has taken the top object away.
var (
	terraformOutput = &lookalike{"the output of `terraform output -json`", terraformCommand}
	pulumiConfig    = &lookalike{"the configuration of a stack, as `pulumi config --json` prints it", pulumiCommand}
	pulumiOutputs   = &lookalike{"the outputs of a stack, as `pulumi stack output --json` prints them", pulumiCommand}
	pulumiSummary   = &lookalike{"the summary that `--output json` prints", pulumiCommand}
	pulumiNothing   = &lookalike{"a digest without steps: the stack has no resources, or the command failed", pulumiCommand}
	pulumiHistory   = &lookalike{"the history of a stack, as `pulumi stack history --json` prints it", pulumiCommand}
	pulumiStacks    = &lookalike{"a list of stacks, as `pulumi stack ls --json` prints it", pulumiCommand}
	tofuEncrypted   = &lookalike{"a plan or a state as OpenTofu encrypts it", "tofu show -json PLANFILE"}
	stackDrifts     = &lookalike{"the drifts out of an answer, as `--query StackResourceDrifts` prints them", cloudformationCommand}
	queueAnswer     = &lookalike{"the answer of `aws sqs receive-message` around the messages", awsconfigCommand}
	queueBodies     = &lookalike{"messages in a list, as `--output json` prints them", awsconfigCommand}
)

// givenAsReport refuses an estimate where a report is wanted.
const givenAsReport = "an Infracost estimate, not a report: give it with --costs, beside the plan that it was made of"

// isEstimate says whether a file with such members is an estimate.
func isEstimate(members map[string]bool) bool {
	return members["totalMonthlyCost"] || members["currency"] && members["projects"]
}

// likeness counts the members of a file that look like those of such a file.
type likeness map[*lookalike]int

// see reads a member's value.
func (l likeness) see(c *cursor, name string) error {
	switch c.dec.PeekKind() {
	case jsontext.KindString:
		text, err := c.text()
		if text == pulumiHidden {
			l[pulumiOutputs]++
		}
		return err
	case jsontext.KindBeginObject:
		names, err := c.names()
		if slices.Equal(names, []string{"sensitive", "type", "value"}) {
			l[terraformOutput]++
		}
		if strings.Contains(name, ":") && slices.Contains(names, "secret") {
			l[pulumiConfig]++
		}
		return err
	}
	return c.skip()
}

// told gives what a file with such members is, nil where that is not known.
func (l likeness) told(members map[string]bool) *lookalike {
	for _, all := range []*lookalike{terraformOutput, pulumiConfig} {
		if n := l[all]; n > 0 && n == len(members) {
			return all
		}
	}
	switch {
	case l[pulumiOutputs] > 0:
		return pulumiOutputs
	case members["encrypted_data"] && members["encryption_version"]:
		return tofuEncrypted
	case members["Messages"] && len(members) == 1:
		return queueAnswer
	case members["result"] && members["duration"]:
		return pulumiSummary
	case members["duration"] && (members["config"] || members["diagnostics"]):
		return pulumiNothing
	}
	return nil
}

// awsconfigNames are members of which each one tells a notification of AWS Config.
var awsconfigNames = []string{
	"configurationItem", "configurationItemDiff", "configurationItemSummary", "configurationItems",
	"notificationCreationTime", "NotificationCreateTime", "invokingEvent", "TopicArn", "detail-type",
}

// likeArray reads the first element of an array and gives what such a file is, nil where
// that is not known.
func likeArray(c *cursor) *lookalike {
	switch c.dec.PeekKind() {
	case jsontext.KindBeginObject:
	case jsontext.KindString:
		if text, err := c.text(); err == nil && strings.HasPrefix(strings.TrimSpace(text), "{") {
			return queueBodies
		}
		return nil
	default:
		return nil
	}
	names, err := c.names()
	switch {
	case err != nil:
	case slices.Contains(names, "StackResourceDriftStatus"):
		return stackDrifts
	case slices.ContainsFunc(names, func(name string) bool { return slices.Contains(awsconfigNames, name) }):
		return queueBodies
	case slices.Contains(names, "startTime") && slices.Contains(names, "environment"):
		return pulumiHistory
	case slices.Contains(names, "current") && slices.Contains(names, "name"):
		return pulumiStacks
	}
	return nil
}

// namesLimit is how many names tell what an object is.
const namesLimit = 20

// names reads an object and gives the names of its first members, sorted.
func (c *cursor) names() (names []string, err error) {
	err = c.members(func(name string) error {
		if len(names) < namesLimit {
			names = append(names, name)
		}
		return c.skip()
	})
	slices.Sort(names)
	return names, err
}
