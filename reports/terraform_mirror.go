package reports

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// mirrors are the parts, the settings of buckets and the companions, and others.
var mirrors = func() []mirror {
	all := slices.Clone(otherMirrors)
	for _, p := range parts {
		all = append(all, mirror{p.typ, p.attribute, [][]string{p.own}, p.by, p.link, true})
	}
	for _, b := range bucketParts {
		all = append(all, mirror{"aws_s3_bucket", b.attribute, anID, b.by, []string{"bucket"}, true})
	}
	for _, c := range companions {
		var own [][]string
		for _, name := range companionNames {
			own = append(own, []string{name})
		}
		all = append(all, mirror{c.typ, c.attribute, own, c.by, []string{c.link}, true})
	}
	return all
}()

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
	// there has, by type and attribute and the other's id or name, "" where that is not told,
	// the addresses of those that are there and not known to be listed in the plan.
	there map[[3]string][]string
}

func newPlannedOthers() plannedOthers {
	return plannedOthers{newOthers(), partSet{}, map[[3]string]bool{}, map[[3]string]map[string]bool{}, map[string]bool{}, map[[3]string][]string{}}
}

// add takes a planned change, and says how many bytes it remembers of it.
func (o plannedOthers) add(ch *change, does plannedChange) (bytes int) {
	if does.next == models.NextApplyKeep {
		return 0
	}
	wanted, _ := withUnknown(ch.after, ch.unknown).(map[string]any)
	for _, m := range mirrors {
		if m.of(ch.typ) && does.creates {
			o.created[withoutIndexes(ch.address)] = true
		}
		if m.by == ch.typ && !(does.updates && m.told && !does.changesAny(otherNames)) {
			bytes += o.note(m, ch.address, ch.before) + o.note(m, ch.address, wanted)
		}
	}
	if bytes > 0 {
		bytes += o.had.add(ch) + o.make(&change{typ: ch.typ, before: wanted})
	}
	return bytes
}

// mirrorLinks are the attributes by which resources name those of which they manage something.
var mirrorLinks = func() (names []string) {
	for _, m := range otherMirrors {
		names = append(names, m.link...)
	}
	return names
}()

// seen takes a resource that is there, and says how many bytes it remembers of it.
func (o plannedOthers) seen(r *change) (bytes int) {
	for _, m := range mirrors {
		if m.by == r.typ && !otherWay(m, r.before) {
			at := [3]string{m.typ, m.attribute, named(r.before, m.link)}
			o.there[at] = append(o.there[at], r.address)
			bytes += 100 + len(at[2]) + len(r.address)
		}
	}
	return bytes
}

// leavesOut says whether some that are there manage an attribute of another and are not listed,
// or some may be of a type of which the code has more.
func (o plannedOthers) leavesOut(ch *change, attribute string, listed func(address string) bool, mayBe func(typ string, link []string) bool) bool {
	unlisted := func(m mirror, link string) bool {
		return slices.ContainsFunc(o.there[[3]string{m.typ, attribute, link}], func(address string) bool { return !listed(address) })
	}
	return slices.ContainsFunc(mirrorsOf(ch.typ, attribute), func(m mirror) bool {
		return unlisted(m, "") || mayBe(m.by, m.link) ||
			slices.ContainsFunc(m.own, func(own []string) bool { return unlisted(m, named(ch.after, own)) })
	})
}

// mirrorsOf are those of an attribute of a type.
func mirrorsOf(typ, attribute string) (all []mirror) {
	for _, m := range mirrors {
		if m.of(typ) && m.attribute == attribute {
			all = append(all, m)
		}
	}
	return all
}

// otherWay says whether the part is a rule of the other direction.
func otherWay(m mirror, part map[string]any) bool {
	return m.by == "aws_security_group_rule" && part["type"] != m.attribute
}

// note notes that what one side of a part shows in another resource is to change.
func (o plannedOthers) note(m mirror, address string, side map[string]any) (bytes int) {
	if side == nil || otherWay(m, side) {
		return 0
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
	bytes = o.made.companions.add(part)
	if !slices.ContainsFunc(bucketNames, func(name string) bool { return holds(part.before[name], notKnown) }) {
		bytes += o.made.buckets.add(part)
	}
	return bytes + o.made.parts.add(part)
}

// refersOnlyTo says whether one of some attributes of a resource refers to others alone of
// which a question about their address holds.
type refersOnlyTo func(address string, attributes []string, is func(string) bool) bool

// nextApply says what becomes of a change that the plan leaves as it is where it has drifted,
// by what it means to do to those that manage it. What resources refer to is told by refers.
func (o plannedOthers) nextApply(ch *change, c models.Change, refers refersOnlyTo) models.NextApply {
	if !o.touch(ch, c.Path.Top(), refers) {
		return models.NextApplyKeep
	}
	value, is := o.made.companions.of(ch, c.Path)
	if !is {
		value, is = o.made.buckets.of(ch, c.Path)
	}
	switch {
	case is && models.CompareHidden(value, c.Expected, sameMeaning), o.undo(ch, c):
		return models.NextApplyRevert
	case is && models.CompareHidden(value, c.Actual, sameMeaning):
		return models.NextApplyKeep
	}
	return models.NextApplyUnknown
}

// touch says whether resources that manage an attribute of another are to change. One that is
// made for what the plan makes as well is not that other's.
func (o plannedOthers) touch(ch *change, attribute string, refers refersOnlyTo) bool {
	for _, m := range mirrorsOf(ch.typ, attribute) {
		for _, own := range m.own {
			if link := named(ch.after, own); o.changed[[3]string{m.typ, attribute, link}] {
				return true
			}
		}
		for address := range o.unlinked[[3]string{m.typ, attribute, m.by}] {
			if !refers(address, m.link, func(address string) bool { return o.created[address] }) {
				return true
			}
		}
	}
	return false
}

// sameMeaning: equal, or texts that are the same JSON.
func sameMeaning(a, b any) bool {
	x, _ := a.(string)
	y, _ := b.(string)
	v, is := models.JSONInText(x)
	w, also := models.JSONInText(y)
	return models.EquivalentJSON(a, b) || is && also && models.EqualJSON(v, w)
}

// undo says whether planned parts bring back all that a change took out of a list, and
// take away all that it put there.
func (o plannedOthers) undo(ch *change, c models.Change) bool {
	part, is := partOf(ch.typ, c.Path.Top())
	if !is {
		return false
	}
	before, now := sidesOf(ch, c, part)
	undone := false
	for _, one := range slices.Concat(before, now) {
		lost, came := !slices.Contains(now, one), !slices.Contains(before, one)
		makes := o.made.parts.holds(part, ch, []string{one})
		if lost && !makes || came && (makes || !o.had.holds(part, ch, []string{one})) {
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
