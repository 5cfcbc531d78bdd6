package reports

import (
	"maps"
	"slices"

	"github.com/clouddrift/guardian/models"
)

// plannedChange is what a plan means to do with one resource.
type plannedChange struct {
	next models.NextApply // where it does not depend on the attribute, else ""
	// changed are the places that an update sets to other values than those that
	// are there, or to values that are known only afterwards.
	changed []models.Change
	// open are the places in lists where it is known only afterwards what becomes of them.
	open    []models.Path
	creates bool
	updates bool // in place
	drops   bool // the resource is none of the code's afterwards
}

// leaves says whether the code has the resource once the plan is applied; nil is not known.
func (p plannedChange) leaves() *bool {
	stays := !p.drops
	if p.next == models.NextApplyUnknown {
		return nil
	}
	return &stays
}

func newPlannedChange(ch *change) plannedChange {
	has := func(action string) bool { return slices.Contains(ch.actions, action) }
	switch {
	case has("no-op"), has("forget"): // forget leaves the object as it is
		return plannedChange{next: models.NextApplyKeep, drops: has("forget") && !has("create")}
	case has("delete"), has("create"): // the drift goes with the old object
		return plannedChange{next: models.NextApplyRevert, creates: has("create"), drops: !has("create")}
	case !has("update"): // an action of the future
		return plannedChange{next: models.NextApplyUnknown}
	}
	// What is there is the second side, so that places in lists are those of what is there.
	wanted, _ := withUnknown(ch.after, ch.unknown).(map[string]any)
	does := plannedChange{changed: models.Changes(wanted, ch.before), updates: true}
	if holds(ch.unknown, true) {
		does.open = openPlaces(models.Path{}, wanted, ch.before)
	}
	return does
}

// changesAny says whether an update changes any of some attributes.
func (p plannedChange) changesAny(names []string) bool {
	return slices.ContainsFunc(p.changed, func(q models.Change) bool { return slices.Contains(names, q.Path.Top()) })
}

// weight is roughly how many bytes the values take that it remembers.
func (p plannedChange) weight() (n int) {
	for _, c := range p.changed {
		n += 100 + 40*len(c.Path) + weight(c.Expected) + weight(c.Actual)
	}
	for _, path := range p.open {
		n += 24 + 40*len(path)
	}
	return n
}

// notKnown stands in what is planned where it is known only afterwards: a text that
// equals nothing.
const notKnown = "\x00known after the apply"

// withUnknown puts notKnown where after_unknown marks a value. Such a value is left out
// of an object, and null in a list.
func withUnknown(v, unknown any) any {
	if !holds(unknown, true) {
		return v
	}
	switch unknown := unknown.(type) {
	case map[string]any:
		object, _ := v.(map[string]any)
		filled := make(map[string]any, len(object))
		maps.Copy(filled, object)
		for name, part := range unknown {
			if holds(part, true) {
				filled[name] = withUnknown(object[name], part)
			}
		}
		return filled
	case []any:
		list, _ := v.([]any)
		filled := make([]any, max(len(list), len(unknown)))
		copy(filled, list)
		for i, part := range unknown {
			filled[i] = withUnknown(filled[i], part)
		}
		return filled
	}
	return notKnown
}

// holds says whether a value is some text or truth value, or has it somewhere within.
func holds(v, leaf any) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, part := range v {
			if holds(part, leaf) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(part any) bool { return holds(part, leaf) })
	case bool, string:
		return v == leaf
	}
	return false
}

// openPlaces are the places of elements in the lists that are there of which it is known only
// afterwards whether they stay: one that is wanted and known in part may turn out to be the
// same. By its place alone an element would stand for another one. Where each of two may be
// the other and nothing else, what is known of them is told.
func openPlaces(at models.Path, wanted, actual any) (open []models.Path) {
	switch wanted := wanted.(type) {
	case map[string]any:
		actual, _ := actual.(map[string]any)
		for _, name := range models.SortedKeys(actual) {
			open = append(open, openPlaces(at.Key(name), wanted[name], actual[name])...)
		}
	case []any:
		if actual, is := actual.([]any); is && holds(wanted, notKnown) {
			return openElements(at, wanted, actual)
		}
	}
	return open
}

// mostPairs is how many pairs of elements of two lists are held against one another, which takes a tenth of a second.
const mostPairs = 1 << 16

func openElements(at models.Path, wanted, actual []any) (open []models.Path) {
	if len(wanted)*len(actual) > mostPairs {
		return []models.Path{at}
	}
	partners := models.Partners(wanted, actual)
	mayBe, rivals := make([][]int, len(actual)), make([]int, len(wanted))
	for i, a := range actual {
		if j := partners[i]; j >= 0 && models.EqualJSON(wanted[j], a) {
			continue
		}
		for j, w := range wanted {
			if holds(w, notKnown) && mayTurnOut(w, a) {
				mayBe[i] = append(mayBe[i], j)
				rivals[j]++
			}
		}
	}
	for i, these := range mayBe {
		j := partners[i]
		switch {
		case len(these) > 1, len(these) == 1 && (these[0] != j || rivals[j] > 1):
			open = append(open, at.Index(i))
		case j >= 0:
			open = append(open, openPlaces(at.Index(i), wanted[j], actual[i])...)
		}
	}
	return open
}

// mayTurnOut says whether what is known in part may turn out to be a value.
func mayTurnOut(wanted, v any) bool {
	object, is := wanted.(map[string]any)
	switch {
	case !holds(wanted, notKnown):
		return models.EquivalentJSON(wanted, v)
	case !is:
		return true // of a list that is not known in full, neither order nor length is
	}
	there, _ := v.(map[string]any)
	for name, part := range object {
		if !mayTurnOut(part, there[name]) {
			return false
		}
	}
	for name, part := range there {
		if _, known := object[name]; !known && !models.EmptyJSON(part) {
			return false
		}
	}
	return true
}

// overlap says whether one path lies on or within the other.
func overlap(a, b models.Path) bool {
	n := min(len(a), len(b))
	return slices.Equal(a[:n], b[:n])
}

// planned says what a plan means to do, by address.
type planned map[string]plannedChange

// nextApply says what the plan would do about one change of a drift. A refresh-only
// plan plans nothing, and one that does not claim to be complete may lack the resource.
func (p planned) nextApply(r *Report, address string, c models.Change) models.NextApply {
	if r.RefreshOnly {
		return models.NextApplyUnknown
	}
	does, listed := p[address]
	switch {
	case !listed && r.Complete && !r.Errored:
		return models.NextApplyKeep
	case !listed:
		return models.NextApplyUnknown
	case does.next != "":
		return does.next
	}
	return does.about(c)
}

// about says what an update does about one change. An element that reality lacks
// has no place there: it is told by its value. In which order a list comes out that the
// update also changes is not told.
func (p plannedChange) about(c models.Change) models.NextApply {
	next := models.NextApplyKeep
	if slices.ContainsFunc(p.open, func(place models.Path) bool { return c.InActual && overlap(place, c.Path) }) {
		return models.NextApplyUnknown
	}
	for _, q := range p.changed {
		switch {
		case !concerns(q, c):
		case holds(q.Expected, notKnown), reorders(c) && len(q.Path) > len(c.Path):
			next = models.NextApplyUnknown
		case c.InActual, models.EqualJSON(q.Expected, c.Expected), !lastIsIndex(c.Path):
			return models.NextApplyRevert
		default:
			next = models.NextApplyUnknown
		}
	}
	return next
}

// concerns says whether what is planned at q is about what has drifted at c. An element
// that the plan puts into a list has its place in the planned list, and one that reality
// lacks in the recorded one. What lies within the elements of a list stays as it is where
// the plan puts them in another order, and what the plan adds beside the drift within a
// part that is new leaves the drift as it is.
func concerns(q, c models.Change) bool {
	place := c.Path
	if !c.InActual && lastIsIndex(place) {
		place = place[:len(place)-1]
	}
	added := !q.InActual && lastIsIndex(q.Path)
	switch {
	case !overlap(q.Path, place), added && len(q.Path) <= len(place):
		return false
	case models.EmptyJSON(q.Expected) && models.EmptyJSON(c.Actual) && !models.EmptyJSON(c.Expected):
		return false // nothing in the place of nothing brings nothing back
	case len(q.Path) < len(c.Path) && !c.InActual && len(place) == len(c.Path):
		back, told := valueWithin(q.Expected, c.Path[len(q.Path):])
		return !told || !models.EmptyJSON(back)
	case len(q.Path) < len(c.Path):
		return !reorders(q)
	case len(q.Path) > len(c.Path) && c.InActual && !reorders(c):
		within := q.Path[len(c.Path):]
		expected, told := valueWithin(c.Expected, within)
		actual, alsoTold := valueWithin(c.Actual, within)
		return !told || !alsoTold || !models.EqualJSON(expected, actual)
	}
	return true
}

// reorders: the sides of a change are lists only where these hold the same elements in
// another order.
func reorders(c models.Change) bool {
	_, before := c.Expected.([]any)
	_, now := c.Actual.([]any)
	return before && now
}

func lastIsIndex(p models.Path) bool { return len(p) > 0 && p[len(p)-1].Index != models.Member }
