package reports

import (
	"cmp"
	"crypto/sha256"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Terraform's JSON of a saved plan is described at
// https://developer.hashicorp.com/terraform/internals/json-format; OpenTofu writes
// the same. Its minor versions only add to it, so an unknown one is read.

// terraform reads plans. Its names are members of the top object that Terraform
// alone writes, in a plan or in what openTerraform refuses with a hint.
var terraform = reader{
	format:  "terraform",
	made:    "a plan of Terraform or OpenTofu, as `terraform show -json PLANFILE` prints it",
	command: terraformCommand,
	names: []string{
		"format_version", "plan_format_version", "terraform_version",
		"planned_values", "resource_drift", "resource_changes", "prior_state", "@level", "provider_config", "root_module",
	},
	open: openTerraform,
}

// planNames are members of which each plan has one at least.
var planNames = []string{"planned_values", "resource_drift", "resource_changes", "output_changes", "prior_state"}

// planReader is one reading of a plan.
type planReader struct {
	kept  *kept
	plan  *terraformPlan
	has   map[string]bool // members of the top object that are not null
	major int             // of the format's version
	// saysComplete: the plan has a `complete`, whatever it says.
	saysComplete bool
	// nothingPlanned: planned_values is there and its root module is empty.
	nothingPlanned bool
	// noAddress is the error of the first planned change without an address.
	noAddress error
	drift     driftList

	prior, changed, differing []facts           // of prior_state, resource_changes, resource_drift
	moved                     map[string]string // of resource_changes: the address → the one before a move
}

// openTerraform reads a plan for the first time. Vendor's redacted plans, which
// have a plan_format_version in place of a format_version, are read as well.
func openTerraform(src *source, r *Report) error {
	known := newSecrets(&src.kept)
	p := &planReader{
		kept:  &src.kept,
		plan:  &terraformPlan{report: r, code: newCode(), secrets: known, planned: planned{}, others: newOthers(), recorded: newOthers(), plannedOthers: newPlannedOthers()},
		has:   map[string]bool{},
		moved: map[string]string{},
		drift: driftList{secrets: known, sums: map[string][sha256.Size]byte{}},
	}
	if err := src.whole(p.member); err != nil {
		return err
	}
	if err := p.check(src.makeReport); err != nil {
		return err
	}
	p.plan.code.marked(known)
	if !p.plan.tellsAll() {
		p.plan.unlisted = p.plan.code.unlisted(maps.Keys(p.plan.planned))
	}
	known.tellApart(p.addresses())
	r.ToolVersion, r.FormatVersion = known.clean(r.ToolVersion), known.clean(r.FormatVersion)
	r.RefreshOnly = !p.has["resource_changes"] && p.nothingPlanned
	r.WhyNotClosing = p.whyNotClosing()
	r.Closes = r.WhyNotClosing == ""
	r.Checked = p.checked()
	r.EntryCount = len(p.drift.sums)
	drift, plan := p.drift, p.plan
	r.entries = src.entries(func(c *cursor, name string, yield func(Entry) bool) error {
		if name != "resource_drift" {
			return c.skip()
		}
		if err := drift.again(c, func(ch *change) bool { return yield(plan.entry(ch)) }); err != nil {
			return err
		}
		return errStop // what follows resource_drift is known
	})
	return nil
}

// addresses are all that the plan says of resources that are there or were.
func (p *planReader) addresses() (all []string) {
	for _, list := range [][]facts{p.prior, p.changed, p.differing} {
		for _, f := range list {
			all = append(all, f.address)
			if f.previous != "" {
				all = append(all, f.previous)
			}
		}
	}
	for _, previous := range p.moved {
		all = append(all, previous)
	}
	return all
}

// member reads one member of the plan's top object.
func (p *planReader) member(c *cursor, name string) (err error) {
	if c.null() {
		return nil
	}
	p.has[name] = true
	r := p.plan.report
	switch name {
	case "@level":
		return c.fail("a log, as `terraform plan -json` and `terraform test -json` write it, not a plan; " + c.makeReport)
	case "format_version", "plan_format_version":
		return p.version(c)
	case "terraform_version":
		r.ToolVersion, err = c.text()
	case "timestamp":
		r.Time, err = c.moment()
	case "errored":
		r.Errored, err = c.boolean()
	case "complete":
		p.saysComplete = true
		r.Complete, err = c.boolean()
	case "planned_values":
		return p.plannedValues(c)
	case "resource_drift":
		return p.drift.first(c, func(ch *change) {
			p.differing = append(p.differing, p.keeping(ch.facts()))
			p.kept.add(p.plan.recorded.parts.add(ch) + p.plan.recorded.buckets.add(ch))
		})
	case "resource_changes":
		return p.changes(c)
	case "prior_state":
		p.forgetChanged()
		return c.members(func(name string) error {
			if name != "values" {
				return c.skip()
			}
			return p.priorState().values(c)
		})
	case "output_changes":
		return c.members(func(string) error { return p.plan.secrets.markedChange(c) })
	case "action_invocations":
		return c.elements(func() error { return p.plan.secrets.markedChange(c) })
	case "deferred_changes", "deferred_action_invocations":
		return c.elements(func() error { return p.plan.secrets.deferred(c) })
	case "configuration":
		return p.plan.code.configuration(c)
	case "variables":
		return p.plan.code.inputs(c)
	default:
		return c.skip()
	}
	return err
}

func (p *planReader) version(c *cursor) error {
	text, err := c.text()
	if err != nil {
		return err
	}
	major, _, _ := strings.Cut(text, ".")
	p.major, err = strconv.Atoi(major)
	if err != nil || p.major < 0 || p.major > 1 {
		return c.fail("want a format version 0.x or 1.x, not " + found(text))
	}
	p.plan.report.FormatVersion = text
	return nil
}

// perChecked, perChanged and perPlanned are how many bytes the facts of a resource take
// beside their texts, where it is one that was checked and where it may not be, and what is
// planned for it.
const perChecked, perChanged, perPlanned = 360, 240, 120

// keeping counts the facts of a resource that was checked.
func (p *planReader) keeping(f facts) facts {
	p.kept.add(perChecked + f.textLength())
	return f
}

// forgetChanged forgets what resource_changes says of resources: prior_state has them.
func (p *planReader) forgetChanged() {
	for _, f := range p.changed {
		p.kept.add(-perChanged - f.textLength())
	}
	p.changed = nil
}

// plannedValues is read for what it marks as secret, and to know whether anything
// is planned at all.
func (p *planReader) plannedValues(c *cursor) error {
	state := &stateReader{secrets: p.plan.secrets}
	return c.members(func(name string) error {
		if name != "root_module" {
			return state.member(c, name)
		}
		p.nothingPlanned = true
		return c.optionalMembers(func(name string) error {
			p.nothingPlanned = false
			return state.moduleMember(c, name)
		})
	})
}

// priorState reads what everything is that the plan looked at, one resource after the
// other.
func (p *planReader) priorState() *stateReader {
	return &stateReader{secrets: p.plan.secrets, names: slices.Concat(factNames, otherNames, mirrorLinks), visit: func(r *change) {
		p.prior = append(p.prior, p.keeping(factsOf(r.address, r.typ, r.mask, r.before)))
		p.kept.add(p.plan.others.add(r))
		if _, listed := p.plan.planned[r.address]; !listed {
			p.kept.add(p.plan.plannedOthers.seen(r))
		}
	}}
}

// changes reads resource_changes.
func (p *planReader) changes(c *cursor) error {
	return c.elements(func() error {
		in, _, err := c.inside()
		if err != nil {
			return err
		}
		ch, err := readChange(in, p.plan.secrets)
		if err != nil || !ch.managed() {
			return err
		}
		if p.noAddress == nil {
			p.noAddress = ch.noAddress
		}
		does := newPlannedChange(ch)
		p.plan.planned[ch.address] = does
		p.kept.add(perPlanned + len(ch.address) + does.weight() + p.plan.plannedOthers.add(ch, does))
		if ch.previous != "" {
			p.moved[ch.address] = ch.previous
		}
		if ch.before != nil && !p.has["prior_state"] {
			f := factsOf(ch.address, ch.typ, ch.mask, ch.before, ch.after)
			p.kept.add(perChanged + f.textLength())
			p.changed = append(p.changed, f)
		}
		return nil
	})
}

// check refuses, once everything is read, what is no plan.
func (p *planReader) check(makeReport string) error {
	if p.isDriftctlPlan() {
		return other(&Error{Want: "a plan as `driftctl scan --output plan://FILE` writes it, which does not say what has drifted; " + makeWith(driftctlCommand)})
	}
	plan := false
	for _, name := range planNames {
		plan = plan || p.has[name]
	}
	if !plan {
		if what := terraformOther(p.has); what != "" {
			return other(&Error{Want: what + ", not a plan; " + makeReport})
		}
		return &Error{Want: "JSON without the members of a plan (" + strings.Join(planNames, ", ") + "); " + makeReport}
	}
	if p.plan.report.FormatVersion == "" {
		return &Error{Path: "format_version", Want: "missing, so that this is not known to be a plan; " + makeReport}
	}
	if err := cmp.Or(p.drift.noAddress, p.noAddress); p.major > 0 && err != nil {
		return err
	}
	return nil
}

// isDriftctlPlan says whether the plan is one that driftctl writes: without what each
// release of Terraform adds.
func (p *planReader) isDriftctlPlan() bool {
	r := p.plan.report
	return r.FormatVersion == "0.1" && r.ToolVersion == "" && p.has["planned_values"] &&
		!p.has["configuration"] && !p.has["prior_state"] && !p.has["resource_drift"]
}

// whyNotClosing is Report.WhyNotClosing.
func (p *planReader) whyNotClosing() string {
	switch r := p.plan.report; {
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
// of resource_drift, which say who they are by what is recorded and where they moved
// from: the deleted ones are in prior_state no longer. Redacted plans have no
// prior_state; there it is what was there before the planned changes. Of what has
// moved and is in order, an ordinary plan tells in resource_changes alone.
func (p *planReader) checked() []Resource {
	known := p.prior
	if !p.has["prior_state"] {
		known = p.changed
	}
	all := make([]Resource, 0, len(known)+len(p.differing))
	at := make(map[string]int, cap(all))
	for _, f := range known {
		if _, twice := at[f.address]; !twice {
			f.previous = p.moved[f.address]
			at[f.address] = len(all)
			all = append(all, p.plan.resource(f))
		}
	}
	for _, f := range p.differing {
		r := p.plan.resource(f)
		if i, listed := at[f.address]; listed {
			all[i] = r
		} else {
			all = append(all, r)
		}
	}
	return all
}
