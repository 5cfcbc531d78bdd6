package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// terraformPlan is what a plan says, as far as its drift takes it to be understood.
type terraformPlan struct {
	report  *Report
	code    *code
	secrets *secrets
	planned planned // what resource_changes says
	// unlisted has, by type, the addresses without indexes of what the code has and a plan
	// that may not be whole does not list.
	unlisted map[string][]string

	// others is what resources manage of one another as they are, recorded what those that
	// have drifted did by what was recorded of them.
	others, recorded others
	plannedOthers    plannedOthers
}

// facts tell what drifted from others, by what is recorded of it and where it moved from.
func (ch *change) facts() facts {
	f := factsOf(ch.address, ch.typ, ch.mask, ch.before, ch.after)
	f.previous = ch.previous
	return f
}

// resource is what the plan says of a resource, once it is read.
func (p *terraformPlan) resource(f facts) Resource {
	return f.resource(p.code.provided(f.address), p.secrets)
}

// entry makes what is handed out of an entry of resource_drift.
func (p *terraformPlan) entry(ch *change) Entry {
	e := Entry{
		Resource: p.resource(ch.facts()),
		Action:   Action(ch.actions[0]),
		Companion: func(path models.Path) (any, bool) {
			if p.setsBack(ch, ch.changeOf(path.Top())) {
				return nil, false
			}
			return p.others.companions.of(ch, path)
		},
		Managed: func(c models.Change) bool { return p.others.manage(ch, c) && p.leftOpen(ch, c) },
	}
	var names map[string]string
	e.Expected, e.Actual, names = p.secrets.redact(ch.mask, ch.before, ch.after)
	if e.Action == ActionDelete {
		e.Wanted = p.wanted(ch.address)
	}
	if does, listed := p.planned[ch.address]; listed {
		e.Planned = does.leaves()
	}
	e.About = func(c models.Change) About {
		c.Path = asReported(c.Path, names)
		return About{InCode: p.code.sets(ch, c), NextApply: p.nextApply(ch, c)}
	}
	return e
}

// nextApply says what the plan does about a change: to what has drifted, else to those that
// manage what it shows there.
func (p *terraformPlan) nextApply(ch *change, c models.Change) models.NextApply {
	next := p.planned.nextApply(p.report, ch.address, c)
	if next != models.NextApplyKeep {
		return next
	}
	next = p.plannedOthers.nextApply(ch, c, p.code.refersOnlyTo)
	if next == models.NextApplyKeep && !p.tellsAll() && p.leavesOut(ch, c.Path.Top()) {
		return models.NextApplyUnknown
	}
	return next
}

// tellsAll says whether what the plan does not list is known to be left as it is.
func (p *terraformPlan) tellsAll() bool { return p.report.Complete && !p.report.Errored }

// leavesOut says whether there may be resources that manage an attribute of one that has
// drifted and that a plan that may not be whole does not list.
func (p *terraformPlan) leavesOut(ch *change, attribute string) bool {
	listed := func(address string) bool { _, is := p.planned[address]; return is }
	mayBe := func(typ string, link []string) bool {
		return slices.ContainsFunc(p.unlisted[typ], func(address string) bool { return !p.code.forAnother(address, link, ch) })
	}
	return p.plannedOthers.leavesOut(ch, attribute, listed, mayBe)
}

// leftOpen says whether it is shown that the code does not set what came at a change. What
// the plan's own update does about it tells, and so does the code where it can. Blocks that
// are made by `dynamic` are not in the plan: of a list that may have some, a plan that plans
// nothing for it shows that the code had none when it was applied, where all that was
// recorded there is others'.
func (p *terraformPlan) leftOpen(ch *change, c models.Change) bool {
	if !p.code.leavesOpen(ch.address, c.Path.Top()) {
		return false
	}
	set := p.code.sets(ch, c)
	switch next := p.planned.nextApply(p.report, ch.address, c); {
	case p.setsBack(ch, c):
		return false
	case next == models.NextApplyKeep, set != nil && !*set:
		return true
	case p.planned[ch.address].updates:
		return false
	}
	return p.others.wereTheirs(ch, c.Path.Top(), p.recorded)
}

// setsBack says whether the plan's own update of a resource undoes a change.
func (p *terraformPlan) setsBack(ch *change, c models.Change) bool {
	does := p.planned[ch.address]
	return does.updates && does.about(c) == models.NextApplyRevert
}

// wanted says whether the code still wants a resource that is gone; nil is not known.
func (p *terraformPlan) wanted(address string) *bool {
	planned, listed := p.planned[address]
	yes, no := true, false
	switch {
	case listed && planned.creates:
		return &yes
	case p.code.lacks(address):
		return &no
	case p.report.RefreshOnly || !p.report.Complete || p.report.Errored:
		return nil // of an instance among several, the code alone does not tell
	}
	return &no
}
