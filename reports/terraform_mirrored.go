package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// plannedOthers is what a plan means to do to resources that manage what is another's.
type plannedOthers struct {
	made others  // what those that it changes will manage
	had  partSet // what they manage now
	// changed has the type and the attribute that shows it, and the other's id or name.
	changed map[[3]string]bool
	// unlinked has, by type, attribute and the part's type, the addresses of those of which it
	// is known only afterwards whose they are.
	unlinked map[[3]string]map[string]bool
	created  map[string]bool // addresses without indexes of what may be theirs and is created
}

func newPlannedOthers() plannedOthers {
	return plannedOthers{newOthers(), partSet{}, map[[3]string]bool{}, map[[3]string]map[string]bool{}, map[string]bool{}}
}

// add takes a planned change, and says how many bytes it remembers of it.
func (o plannedOthers) add(ch *change, does plannedChange) (bytes int) {
	if does.next == models.NextApplyKeep {
		return 0
	}
	wanted, _ := withUnknown(ch.after, ch.unknown).(map[string]any)
	for _, m := range mirrors {
		switch {
		case m.typ == ch.typ && does.creates:
			o.created[withoutIndexes(ch.address)] = true
		case m.by == ch.typ && !(does.updates && m.told && !does.changesAny(otherNames)):
			bytes += o.touch(m, ch.address, ch.before) + o.touch(m, ch.address, wanted)
		}
	}
	if bytes > 0 {
		bytes += o.had.add(ch) + o.make(&change{typ: ch.typ, before: wanted})
	}
	return bytes
}

// touch notes that what one side of a part shows in another resource is to change.
func (o plannedOthers) touch(m mirror, address string, side map[string]any) (bytes int) {
	if side == nil || m.by == "aws_security_group_rule" && side["type"] != m.attribute {
		return 0 // a rule of the other direction
	}
	link := named(side, m.link)
	if link != "" && !strings.Contains(link, notKnown) {
		o.changed[[3]string{m.typ, m.attribute, link}] = true
		return 100 + len(link)
	}
	at := [3]string{m.typ, m.attribute, m.by}
	if o.unlinked[at] == nil {
		o.unlinked[at] = map[string]bool{}
	}
	o.unlinked[at][withoutIndexes(address)] = true
	return 100 + len(address)
}

// make notes what a part will manage.
func (o plannedOthers) make(part *change) (bytes int) {
	o.made.companions.add(part)
	if !slices.ContainsFunc(bucketNames, func(name string) bool { return holds(part.before[name], notKnown) }) {
		bytes = o.made.buckets.add(part)
	}
	return bytes + o.made.parts.add(part)
}

// nextApply says what the plan does about a change: to what has drifted, else to those that
// manage what it shows there.
func (p *terraformPlan) nextApply(ch *change, c models.Change) models.NextApply {
	next := p.planned.nextApply(p.report, ch.address, c)
	if next != models.NextApplyKeep || !p.touched(ch, c.Path.Top()) {
		return next
	}
	if value, is := p.willSet(ch, c); is {
		switch {
		case models.CompareHidden(value, c.Expected, sameMeaning):
			return models.NextApplyRevert
		case models.CompareHidden(value, c.Actual, sameMeaning):
			return models.NextApplyKeep
		}
		return models.NextApplyUnknown
	}
	if p.partsUndo(ch, c) {
		return models.NextApplyRevert
	}
	return models.NextApplyUnknown
}

// touched says whether the plan changes resources that manage an attribute of another. One
// that is made for what the plan makes as well is not that other's.
func (p *terraformPlan) touched(ch *change, attribute string) bool {
	for _, m := range mirrors {
		if m.typ != ch.typ || m.attribute != attribute {
			continue
		}
		for _, own := range m.own {
			if link := named(ch.after, own); p.plannedOthers.changed[[3]string{m.typ, attribute, link}] {
				return true
			}
		}
		for address := range p.plannedOthers.unlinked[[3]string{m.typ, attribute, m.by}] {
			if !p.ofNew(address, m.link) {
				return true
			}
		}
	}
	return false
}

// ofNew says whether attributes of a resource refer to what the plan creates.
func (p *terraformPlan) ofNew(address string, attributes []string) bool {
	r, _ := p.code.of(address)
	return slices.ContainsFunc(attributes, func(name string) bool {
		return slices.ContainsFunc(r.sets[name].references, func(reference string) bool {
			return p.plannedOthers.created[r.module+withoutIndexes(reference)]
		})
	})
}

// willSet gives what a companion or a part of a bucket will set in the place of a change.
func (p *terraformPlan) willSet(ch *change, c models.Change) (any, bool) {
	if value, is := p.plannedOthers.made.companions.of(ch, c.Path); is {
		return value, true
	}
	return p.plannedOthers.made.buckets.of(ch, c.Path)
}

// sameMeaning: equal, or texts that are the same JSON.
func sameMeaning(a, b any) bool {
	x, _ := a.(string)
	y, _ := b.(string)
	v, is := models.JSONInText(x)
	w, also := models.JSONInText(y)
	return models.EquivalentJSON(a, b) || is && also && models.EqualJSON(v, w)
}

// partsUndo says whether planned parts bring back all that a change took out of a list, and
// take away all that it put there.
func (p *terraformPlan) partsUndo(ch *change, c models.Change) bool {
	part, is := partOf(ch.typ, c.Path.Top())
	if !is {
		return false
	}
	before, now := sidesOf(ch, c, part)
	made, had := p.plannedOthers.made.parts, p.plannedOthers.had
	undone := false
	for _, one := range slices.Concat(before, now) {
		lost, came := !slices.Contains(now, one), !slices.Contains(before, one)
		makes := made.holds(part, ch, []string{one})
		if lost && !makes || came && (makes || !had.holds(part, ch, []string{one})) {
			return false
		}
		undone = undone || lost || came
	}
	return undone
}

// sidesOf gives what the elements of a list hold that a change is in, as they were recorded
// and as they are.
func sidesOf(ch *change, c models.Change, part part) (before, now []string) {
	recorded, _ := ch.before[part.attribute].([]any)
	actual, _ := ch.after[part.attribute].([]any)
	if len(c.Path) > 1 {
		i, j := c.Path[1].Index, c.Path[1].Index
		if own := len(c.Path) == 2; own && !c.InExpected {
			i = -1
		} else if own && !c.InActual {
			j = -1
		} else if j >= 0 && j < len(actual) {
			i = models.Partners(recorded, actual)[j]
		}
		recorded, actual = only(recorded, i), only(actual, j)
	}
	all := func(list []any) (of []string) {
		for _, element := range list {
			of = append(of, part.of(element)...)
		}
		return of
	}
	return all(recorded), all(actual)
}

// only is one element of a list, none where it has no such.
func only(list []any, at int) []any {
	if at < 0 || at >= len(list) {
		return nil
	}
	return list[at : at+1]
}
