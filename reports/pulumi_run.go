package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// pulumiPlanned are the steps that only a preview of an update, an import or a
// destruction has.
var pulumiPlanned = []string{
	"create", "replace", "create-replacement", "delete-replaced", "read", "read-replacement", "discard", "discard-replaced",
	"remove-pending-replace", "import", "import-replacement",
}

// pulumiRun finds out which command wrote a digest, since each of them writes one of
// the same form, and how far it came.
type pulumiRun struct {
	steps, refreshed, read int             // steps of all kinds, refreshed ones, those of resources that are only read
	actual                 bool            // an update shows what was found
	stackRefreshed         bool            // by a step of its own
	stackRun               bool            // its code was run
	planned                bool            // a resource that was refreshed has another step
	shown                  map[string]int  // steps by what they do
	summary                map[string]int  // how many changeSummary counts as changed or gone
	summed                 bool            // there is a changeSummary
	errors                 int             // diagnostics that are errors
	failed                 map[string]bool // the URNs of those
	corrupt                bool
}

func newPulumiRun() pulumiRun {
	return pulumiRun{shown: map[string]int{}, summary: map[string]int{}, failed: map[string]bool{}}
}

// member reads what the digest says of the command itself.
func (p *pulumiRun) member(c *cursor, name string) (err error) {
	switch name {
	case "maybeCorrupt":
		p.corrupt, err = c.boolean()
		return err
	case "diagnostics":
		return c.elements(func() error { return p.diagnostic(c) })
	case "changeSummary":
		return c.optionalMembers(func(op string) error {
			v, err := c.value()
			if err != nil {
				return err
			}
			number, _ := v.(json.Number)
			n, err := strconv.Atoi(string(number))
			if err != nil || n < 0 {
				return c.fail("want how many there are")
			}
			p.summed = true
			if op == pulumiUpdate || op == pulumiDelete {
				p.summary[op] = n
			}
			return nil
		})
	}
	return c.skip()
}

// diagnostic reads a message of the command. Whatever is not known to be less than an
// error is taken for one.
func (p *pulumiRun) diagnostic(c *cursor) error {
	var urn, severity string
	err := c.members(func(name string) (err error) {
		switch name {
		case "urn":
			urn, err = c.optionalText()
		case "severity":
			severity, err = c.optionalText()
		default:
			err = c.skip()
		}
		return err
	})
	if err == nil && !slices.Contains([]string{"debug", "info", "info#err", "warning"}, severity) {
		p.errors++
		if urn != "" {
			p.failed[urn] = true
		}
	}
	return err
}

// step takes what a step says of the command, and refuses what no refresh has.
func (p *pulumiRun) step(c *cursor, s *pulumiStep) error {
	p.steps++
	p.shown[s.op]++
	switch {
	case slices.Contains(pulumiPlanned, s.op):
		return c.failAt("/op", quote(s.op)+" is what the code would do"+pulumiPreview+c.makeReport)
	case !slices.Contains([]string{pulumiRefresh, pulumiUpdate, pulumiDelete, pulumiSame}, s.op):
		return c.failAt("/op", "want refresh, update, delete or same, not "+found(s.op))
	case s.op == pulumiUpdate && s.looked() && !s.actual():
		return c.failAt("/newState", "has no id, so it is what the code wants"+pulumiPreview+c.makeReport)
	case s.isStack() && s.op == pulumiDelete:
		return c.failAt("/op", "the stack itself would be deleted: a preview of `pulumi destroy`, not what has drifted; "+c.makeReport)
	case s.isStack() && s.op == pulumiRefresh:
		p.stackRefreshed = true
	case s.isStack():
		p.stackRun = true
	case s.op == pulumiUpdate && s.looked():
		p.actual = true
	case s.op == pulumiRefresh && s.any().external:
		p.read++
	case s.op == pulumiRefresh && !s.any().refreshed:
		p.refreshed++
	}
	return nil
}

// pulumiPreview ends the sentence that says why a digest is none of a refresh.
const pulumiPreview = ": a preview, not what has drifted; "

// check refuses, once everything is read, what is not known to be a refresh.
func (p *pulumiRun) check(makeReport string) error {
	problem := ""
	switch {
	case p.steps == 0:
		problem = "missing, so that this is not known to be the digest of a refresh; "
	case p.planned || p.stackRefreshed && p.stackRun:
		problem = "what is refreshed has a second step, of what the code would do" + pulumiPreview
	case p.actual:
	case p.stackRun && p.refreshed == 0:
		problem = "nothing is refreshed" + pulumiPreview
	case p.shown[pulumiRefresh] == 0:
		problem = "nothing but deletions, and a preview of `pulumi destroy` looks the same; "
	case !p.summed && p.shown[pulumiDelete] == 0:
		return &Error{Path: "changeSummary", Want: "missing, so that this may be the preview of an update that failed; " + makeReport}
	case p.hidden() > p.read && p.shown[pulumiUpdate]+p.shown[pulumiDelete] == 0:
		return &Error{Path: "changeSummary", Want: "counts drift that no step shows, as old versions of Pulumi write it; update Pulumi, and " + makeReport}
	}
	if problem == "" {
		return nil
	}
	return &Error{Path: "steps", Want: problem + makeReport}
}

// hidden is how many drifted resources no step shows: Pulumi shows those whose provider
// says in detail what differs.
func (p *pulumiRun) hidden() int {
	return max(0, p.summary[pulumiUpdate]-p.shown[pulumiUpdate]) + max(0, p.summary[pulumiDelete]-p.shown[pulumiDelete])
}

// whyNotClosing is Report.WhyNotClosing.
func (p *pulumiRun) whyNotClosing() string {
	switch {
	case len(p.failed) > 0:
		return fmt.Sprintf("the refresh could not read %d of the resources, so what it does not list may have drifted", len(p.failed))
	case p.errors > 0:
		return "the refresh failed on the way, so it does not list everything that has drifted"
	case p.corrupt:
		return "the refresh says that it may have failed on the way (maybeCorrupt)"
	case !p.summed:
		return "the refresh was cut off: its changeSummary is missing"
	case p.hidden() > 0:
		return fmt.Sprintf("the refresh counts changes that it does not list: %d, of resources whose provider does not say what differs, or that are only read", p.hidden())
	case p.stackRun:
		return "the refresh ran the code (--run-program), and without drift a preview looks the same; a refresh without it closes"
	}
	return ""
}
