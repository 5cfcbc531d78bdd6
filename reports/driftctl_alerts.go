package reports

import (
	"regexp"
	"slices"
	"strings"
)

// driftctlAlerts are what a scan warns of.
type driftctlAlerts struct {
	// types are those that it says it could not read, and other says that what it did not see
	// may be something else.
	types map[string]bool
	other bool
	// vague says that what was not read is more, or other, than resources in the cloud:
	// those of a state that was not read, say, are unmanaged.
	vague bool
	// stateUnread says that a state was not read: whatever it holds is listed as unmanaged.
	stateUnread bool
	// waiting says that a subscription of SNS waits for its confirmation: it is there, and
	// where a state holds it, it is listed as missing.
	waiting bool
	// unlisted are types, and resources as type and id with a dot between, of which it could not list all.
	unlisted map[string]bool
}

// driftctlHarmless begin the warnings that do not say that something was not read: that
// what it lists may be no drift.
var driftctlHarmless = []string{
	"You have diffs on computed fields",
	"You have unmanaged security group rules",
}

// driftctlStateUnread begins the warning that a state was not read, after which driftctl goes on
// with the others
// (https://github.com/snyk/driftctl/blob/v0.38.2/pkg/iac/terraform/state/alerts.go).
const driftctlStateUnread = "Your analysis may be incomplete. There was an error reading state file"

// driftctlSubscription is the type of which one may be listed without an ARN, which is no
// failure to list the others
// (https://github.com/snyk/driftctl/blob/v0.38.2/enumeration/remote/aws/sns_topic_subscription_enumerator.go).
const driftctlSubscription = "aws_sns_topic_subscription"

// driftctlFoundAs are types whose resources driftctl finds as those of others, which alone its
// warnings name
// (https://github.com/snyk/driftctl/tree/v0.38.2/pkg/middlewares: aws_iam_policy_attachement_transformer.go,
// aws_rds_cluster_instance_expander.go).
var driftctlFoundAs = map[string][]string{
	"aws_iam_policy_attachment": {"aws_iam_group_policy_attachment", "aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment"},
	"aws_rds_cluster_instance":  {"aws_db_instance"},
}

// driftctlUnread finds the type in a warning that it could not be read.
var driftctlUnread = regexp.MustCompile(`^An error occured listing ([A-Za-z][A-Za-z0-9_-]*)(\.|:)`)

// read reads the warnings, each under the type or the resource that it is about, or "".
func (a *driftctlAlerts) read(c *cursor) error {
	a.types, a.unlisted = map[string]bool{}, map[string]bool{}
	return c.optionalMembers(func(about string) error {
		return c.elements(func() error {
			message := ""
			err := c.members(func(name string) (err error) {
				if name != "message" {
					return c.skip()
				}
				message, err = c.optionalText()
				return err
			})
			a.add(about, message)
			return err
		})
	})
}

func (a *driftctlAlerts) add(about, message string) {
	begins := func(begin string) bool { return strings.HasPrefix(message, begin) }
	if about == "" && slices.ContainsFunc(driftctlHarmless, begins) {
		return
	}
	if arn, of := strings.CutPrefix(about, driftctlSubscription+"."); of && begins(driftctlSubscription+" with ") && strings.HasSuffix(message, " will be ignored") {
		a.vague, a.waiting = true, a.waiting || arn != "Deleted" // which is gone, and listed for some time
		return
	}
	a.stateUnread = a.stateUnread || begins(driftctlStateUnread)
	typ, _, _ := strings.Cut(about, ".")
	if found := driftctlUnread.FindStringSubmatch(message); found != nil {
		typ = found[1]
		a.unlisted[typ] = true
		a.unlisted[about] = a.unlisted[about] || begins("An error occured listing "+about+": listing ")
	} else {
		a.vague, a.other = true, true
	}
	if isPlainName(typ) {
		a.types[typ] = true
	} else {
		a.other = true
	}
}

// reads says whether all was read that may tell of resources of a type, as far as is said.
func (a *driftctlAlerts) reads(typ string) bool {
	return !a.types[typ] && !slices.ContainsFunc(driftctlFoundAs[typ], func(as string) bool { return a.types[as] })
}

// hide says whether a resource may be there that is listed as missing: it would be found by
// what could not be listed. What is of that very type or id driftctl leaves out by itself, but
// it takes what is within a bucket, as bucket and name, for a resource of another id.
func (a *driftctlAlerts) hide(typ, id string) bool {
	within, _, is := strings.Cut(id, ":")
	return a.waiting && typ == driftctlSubscription || is && a.unlisted[typ+"."+within] ||
		slices.ContainsFunc(driftctlFoundAs[typ], func(as string) bool { return a.unlisted[as] })
}

// unread says whether there is anything that the scan may not have read.
func (a *driftctlAlerts) unread() bool { return a.other || len(a.types) > 0 }

// shownTypes is how many types the sentence about them names.
const shownTypes = 5

// why says in a sentence what was not read.
func (a *driftctlAlerts) why() string {
	if len(a.types) == 0 {
		return "driftctl warns that it did not read everything, so what it does not list may still have drifted"
	}
	return "driftctl warns that it did not read everything of " + a.listedTypes() + ", so what it does not list may still have drifted"
}

// listedTypes names the types that were not read.
func (a *driftctlAlerts) listedTypes() string {
	types := make([]string, 0, len(a.types))
	for typ := range a.types {
		types = append(types, typ)
	}
	slices.Sort(types)
	if more := len(types) - shownTypes; more > 0 {
		types = append(types[:shownTypes], "others")
	}
	return listed(types)
}
