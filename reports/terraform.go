package reports

import (
	"crypto/sha256"
	"strconv"
	"strings"
	"time"
)

// Terraform's JSON of a saved plan is described at
// https://developer.hashicorp.com/terraform/internals/json-format; OpenTofu writes
// the same. Its minor versions only add to it, so an unknown one is read.

// terraform reads plans. Its names are members of the top object that Terraform
// alone writes, in a plan or in what openTerraform refuses with a hint.
var terraform = reader{
	"terraform", "a plan of Terraform or OpenTofu, as `terraform show -json PLANFILE` prints it",
	[]string{
		"format_version", "plan_format_version", "terraform_version",
		"planned_values", "resource_drift", "resource_changes", "prior_state", "@level", "provider_config", "root_module",
	},
	openTerraform,
}

// planNames are members of which each plan has one at least.
var planNames = []string{"planned_values", "resource_drift", "resource_changes", "output_changes", "prior_state"}

// terraformPlan is what one reading of a plan remembers.
type terraformPlan struct {
	report *Report
	seen   map[string]bool // members of the top object
	has    map[string]bool // those of them that are not null
	major  int             // of the format's version
	// saysComplete: the plan has a `complete`, whatever it says.
	saysComplete bool
	// nothingPlanned: planned_values is there and its root module is empty.
	nothingPlanned bool
	// noAddress is the first entry's error where there are entries without an
	// address, which only format 0 may have.
	noAddress error

	drifted map[string][sha256.Size]byte // address → sum of the entry's text
	planned map[string]plannedChange     // address → what resource_changes says of it
	code    *code
	secrets *secrets

	companions companionSet

	prior, changed, gone []facts // of prior_state, resource_changes, resource_drift
}

// openTerraform reads a plan for the first time. Vendor's redacted plans, which
// have a plan_format_version in place of a format_version, are read as well.
func openTerraform(src *source, r *Report) error {
	p := &terraformPlan{
		report:  r,
		seen:    map[string]bool{},
		has:     map[string]bool{},
		drifted: map[string][sha256.Size]byte{},
		planned: map[string]plannedChange{},
		code:    newCode(),
		secrets: newSecrets(),

		companions: companionSet{},
	}
	if err := src.whole(p.member); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	p.code.marked(p.secrets)
	r.RefreshOnly = !p.has["resource_changes"] && p.nothingPlanned
	r.WhyNotClosing = p.whyNotClosing()
	r.Checked = p.checked()
	p.prior, p.changed, p.gone = nil, nil, nil
	r.EntryCount = len(p.drifted)
	r.entries = func(yield func(Entry, error) bool) { p.entries(src, yield) }
	return nil
}

// member reads one member of the plan's top object, where each stands once. Deeper
// down the last of equal names counts, as it does for most readers of JSON: there
// are such plans about, mended by hand.
func (p *terraformPlan) member(c *cursor, name string) (err error) {
	if p.seen[name] {
		return c.fail("stands twice; want each member of a plan once")
	}
	p.seen[name] = true
	if c.null() {
		return nil
	}
	p.has[name] = true
	r := p.report
	switch name {
	case "@level":
		return c.fail("a log, as `terraform plan -json` and `terraform test -json` write it, not a plan; " + makeReport)
	case "format_version", "plan_format_version":
		return p.version(c)
	case "terraform_version":
		r.ToolVersion, err = c.text()
	case "timestamp":
		return p.timestamp(c)
	case "errored":
		r.Errored, err = c.boolean()
	case "complete":
		p.saysComplete = true
		r.Complete, err = c.boolean()
	case "planned_values":
		return p.plannedValues(c)
	case "resource_drift":
		return p.drift(c)
	case "resource_changes":
		return p.changes(c)
	case "prior_state":
		return p.priorState(c)
	case "output_changes":
		return c.members(func(string) error { return p.markedChange(c) })
	case "deferred_changes":
		return c.elements(func() error { return p.deferred(c) })
	case "configuration":
		return p.code.configuration(c)
	case "variables":
		return p.code.inputs(c)
	default:
		return c.skip()
	}
	return err
}

func (p *terraformPlan) version(c *cursor) error {
	text, err := c.text()
	if err != nil {
		return err
	}
	major, _, _ := strings.Cut(text, ".")
	p.major, err = strconv.Atoi(major)
	if err != nil || p.major < 0 || p.major > 1 {
		return c.fail("want a format version 0.x or 1.x, not " + quote(text))
	}
	p.report.FormatVersion = text
	return nil
}

func (p *terraformPlan) timestamp(c *cursor) error {
	text, err := c.text()
	if err != nil {
		return err
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return c.fail("want a time such as 2006-01-02T15:04:05Z, not " + quote(text))
	}
	if t.Unix() != (time.Time{}).Unix() { // Go's zero time, which is written for none
		p.report.Time = t.UTC()
	}
	return nil
}

// plannedValues is read for what it marks as secret, and to know whether anything
// is planned at all.
func (p *terraformPlan) plannedValues(c *cursor) error {
	return c.members(func(name string) error {
		if name != "root_module" {
			return p.stateMember(c, name, p.plannedResource)
		}
		p.nothingPlanned = true
		return c.optionalMembers(func(name string) error {
			p.nothingPlanned = false
			return p.moduleMember(c, name, p.plannedResource)
		})
	})
}

// check refuses, once everything is read, what is no plan.
func (p *terraformPlan) check() error {
	plan := false
	for _, name := range planNames {
		plan = plan || p.has[name]
	}
	if !plan {
		if what := lookalike(p.has); what != "" {
			return &Error{Want: what + ", not a plan; " + makeReport}
		}
		return &Error{Want: "JSON without the members of a plan (" + strings.Join(planNames, ", ") + "); " + makeReport}
	}
	if p.report.FormatVersion == "" {
		return &Error{Path: "format_version", Want: "missing, so that this is not known to be a plan; " + makeReport}
	}
	if p.major > 0 && p.noAddress != nil {
		return p.noAddress
	}
	return nil
}

// whyNotClosing is Report.WhyNotClosing.
func (p *terraformPlan) whyNotClosing() string {
	switch r := p.report; {
	case r.Errored:
		return "the plan failed on the way, so it does not list everything that has drifted"
	case p.saysComplete && !r.Complete:
		return "the plan is not complete: it was made with -target, or a part of it was deferred"
	case !r.RefreshOnly:
		return "an ordinary plan may have been made without a refresh and does not say so; a plan made with -refresh-only closes"
	case !r.Complete:
		return "the plan does not say whether it is complete: Terraform does from 1.8 on, OpenTofu does not"
	}
	return ""
}

// checked are the resources of prior_state, which is refreshed already, and those
// of resource_drift: the deleted ones are in prior_state no longer. Redacted plans
// have no prior_state; there it is what was there before the planned changes.
func (p *terraformPlan) checked() []Resource {
	known := p.prior
	if !p.has["prior_state"] {
		known = p.changed
	}
	all := make([]Resource, 0, len(known)+len(p.gone))
	seen := make(map[string]bool, cap(all))
	for _, list := range [][]facts{known, p.gone} {
		for _, f := range list {
			if !seen[f.address] {
				seen[f.address] = true
				all = append(all, p.resource(f))
			}
		}
	}
	return all
}
