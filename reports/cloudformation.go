package reports

import (
	"crypto/sha256"
	"regexp"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// What CloudFormation answers is described at
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackResourceDrift.html

// cloudformation reads what a drift detection found in a stack: the pages of the
// answer about all of it, one after the other, or the answer about one resource.
var cloudformation = reader{
	format:  "cloudformation",
	made:    "a stack's drifts, as `aws cloudformation describe-stack-resource-drifts` prints them",
	command: cloudformationCommand,
	names:   append([]string{"StackResourceDrifts", "StackResourceDrift"}, models.SortedKeys(stackLookalikes)...),
	open:    openCloudFormation,
}

// stackLookalikes say what another answer of CloudFormation is, by a member that it has.
var stackLookalikes = map[string]string{
	"StackDriftDetectionId":    "how far a drift detection is, not what it found",
	"StackSetOperation":        "an operation on StackSets, which says of no resource what has drifted",
	"StackSet":                 "a StackSet, which says of no resource what has drifted",
	"StackInstance":            "a stack of a StackSet, without what has drifted in it",
	"Summaries":                "a summary, such as StackSets give, without what each resource is and should be",
	"StackEvents":              "the events of a stack, not what has drifted",
	"ChangeSetId":              "a change set: what an update would do, not what has drifted",
	"Stacks":                   "a description of stacks, not what has drifted",
	"StackResources":           "a list of resources, without what has drifted",
	"StackResourceSummaries":   "a list of resources, without what has drifted",
	"StackResourceDetail":      "a description of a resource, without what has drifted",
	"TemplateBody":             "a template, not what has drifted",
	"AWSTemplateFormatVersion": "a template, not what has drifted",
}

// stackName is what CloudFormation allows for one.
var stackName = regexp.MustCompile(`^[a-zA-Z][-a-zA-Z0-9]*$`)

// perStacked is how many bytes a resource takes beside its texts.
const perStacked = 510

// apart is how much earlier than the newest a resource was looked at that another detection
// looked at: that of a whole stack takes minutes.
const apart = time.Hour

// stackReader is one reading of a stack's drifts.
type stackReader struct {
	secrets *secrets
	sums    map[string][sha256.Size]byte // address → sum of what the report says of it
	stack   string                       // its id, an ARN, of the first resource
	newest  time.Time
	// pages are the documents, of which so many say that another follows.
	pages, continued int
	// single: one of them is about one resource alone. inOrder: a resource is in order.
	// twice: a resource stands there twice.
	single, inOrder, twice bool
	checked                []Resource  // secrets and all, until everything is read
	looked                 []time.Time // when each was looked at
}

func openCloudFormation(src *source, r *Report) error {
	s := &stackReader{secrets: newSecrets(&src.kept), sums: map[string][sha256.Size]byte{}}
	if err := src.documents(func(c *cursor) error { return s.page(c, r) }); err != nil {
		return err
	}
	var addresses []string
	for _, c := range s.checked {
		addresses = append(addresses, c.Address)
	}
	s.secrets.tellApart(addresses)
	for i, c := range s.checked {
		s.checked[i] = s.secrets.shown(c)
	}
	s.secrets.name(r, nameOfStack(s.stack))
	r.Region, r.Account = arnPlace(s.stack)
	r.Time, r.Checked = s.newest, s.checked
	s.remark(r)
	r.WhyNotClosing = s.whyNotClosing()
	r.Closes = r.WhyNotClosing == ""
	s.sums = nil
	r.entries = func(yield func(Entry, error) bool) {
		visited := map[string]bool{}
		src.again(func(c *cursor, yield func(Entry) bool) error {
			return c.members(func(name string) error {
				again := func() error { return s.again(c, visited, yield) }
				switch name {
				case "StackResourceDrifts":
					return c.elements(again)
				case "StackResourceDrift":
					return again()
				}
				return c.skip()
			})
		})(yield)
	}
	return nil
}

// page reads an answer for the first time.
func (s *stackReader) page(c *cursor, r *Report) error {
	s.pages++
	is, lookalike := false, ""
	err := c.members(func(name string) error {
		switch name {
		case "StackResourceDrifts":
			is = true
			return c.elements(func() error { return s.resource(c, r) })
		case "StackResourceDrift":
			is, s.single = true, true
			return s.resource(c, r)
		case "NextToken":
			token, err := c.optionalText()
			if token != "" {
				s.continued++
			}
			return err
		}
		if what := stackLookalikes[name]; what != "" {
			lookalike = what
		}
		return c.skip()
	})
	switch {
	case err != nil || is:
		return err
	case lookalike != "":
		return c.fail(lookalike + "; " + c.makeReport)
	}
	return c.fail("JSON without StackResourceDrifts; " + c.makeReport)
}

// resource reads for the first time what the report says of a resource.
func (s *stackReader) resource(c *cursor, r *Report) error {
	in, raw, err := c.inside()
	if err != nil {
		return err
	}
	d, err := readStackDrift(in, s.secrets)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	before, twice := s.sums[d.address]
	switch {
	case len(s.sums) > 0 && d.stack != s.stack:
		return in.failAt("/StackId", "of another stack than the resources before it; want a file a stack")
	case twice && before != sum:
		return in.failAt("/LogicalResourceId", "stands twice with different contents; want a resource once")
	case twice:
		s.twice = true
		return nil
	}
	s.stack, s.sums[d.address] = d.stack, sum
	if d.at.After(s.newest) {
		s.newest = d.at
	}
	switch {
	case d.action() != "":
		r.EntryCount++
	case d.status == statusInSync:
		s.inOrder = true
	default:
		return nil // it was not looked at
	}
	checked := d.resource()
	s.checked, s.looked = append(s.checked, checked), append(s.looked, d.at)
	c.kept.add(perStacked + checked.textLength())
	return nil
}

// again reads once more what the report says of a resource, and yields it where it has
// drifted.
func (s *stackReader) again(c *cursor, visited map[string]bool, yield func(Entry) bool) error {
	in, _, err := c.inside()
	if err != nil {
		return err
	}
	d, err := readStackDrift(in, s.secrets)
	if err != nil || d.action() == "" || visited[d.address] {
		return err
	}
	visited[d.address] = true
	if !yield(s.entry(d)) {
		return errStop
	}
	return nil
}

// entry is a resource that has drifted. That an update of the stack would put it back
// is not known: it changes only what differs between two templates.
func (s *stackReader) entry(d *stackDrift) Entry {
	wanted := true // the template has it
	e := Entry{
		Resource: s.secrets.shown(d.resource()), Action: d.action(), Kind: models.KindConfiguration,
		About: func(models.Change) About { return About{NextApply: models.NextApplyUnknown} },
	}
	if s.before(d.at) {
		e.SeenAt = d.at
	}
	e.Expected, e.Actual, _ = s.secrets.redact(d.mask(), d.expected, d.actual)
	if e.Action == ActionDelete {
		e.Wanted = &wanted
	}
	return e
}

// before says whether an earlier detection than the newest looked at a time.
func (s *stackReader) before(at time.Time) bool { return !at.IsZero() && s.newest.Sub(at) >= apart }

// remark says of how many resources the answer repeats what an earlier detection found, as
// it does of all but one after the detection of that one.
func (s *stackReader) remark(r *Report) {
	earlier, oldest := 0, s.newest
	for _, at := range s.looked {
		if s.before(at) {
			earlier++
		}
		if s.before(at) && at.Before(oldest) {
			oldest = at
		}
	}
	s.looked = nil
	if earlier > 0 {
		r.Remarks = append(r.Remarks, counted(earlier, "resource was last looked at before this report's time, on ",
			"resources were last looked at before this report's time, the first of them on ")+oldest.Format(time.DateOnly))
	}
}

// whyNotClosing is Report.WhyNotClosing.
func (s *stackReader) whyNotClosing() string {
	switch {
	case s.single:
		return "an answer about one resource says nothing of the others"
	case s.continued == s.pages:
		return "a page is missing: each that is here names a further one (NextToken)"
	case s.continued < s.pages-1:
		return "it holds several answers, or a page of one twice: more than one page names no further one (NextToken)"
	case s.twice:
		return "a resource stands in it twice, so a page that stands twice may hide that one is missing"
	case len(s.checked) == 0:
		return "no resource in it was looked at: no drift detection was run, or the answer is filtered by status"
	case !s.inOrder:
		return "it lists no resource that is in order, so it may be filtered by status"
	}
	return ""
}

// nameOfStack is the name within a stack's id; "" where there is none.
func nameOfStack(id string) string {
	if parts := strings.SplitN(id, ":", 6); len(parts) == 6 {
		if resource := strings.Split(parts[5], "/"); len(resource) > 1 && resource[0] == "stack" {
			id = resource[1]
		}
	}
	if stackName.MatchString(id) {
		return id
	}
	return ""
}
