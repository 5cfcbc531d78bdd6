package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// plannedChange is what a plan means to do with one resource.
type plannedChange struct {
	next models.NextApply // where it does not depend on the attribute, else ""
	// changed are the places that an update sets to other values than those that
	// are there; unknown are those that are known only afterwards.
	changed []models.Change
	unknown []models.Path
	creates bool
}

// changes reads resource_changes.
func (p *terraformPlan) changes(c *cursor) error {
	return c.elements(func() error {
		in, _, err := c.inside()
		if err != nil {
			return err
		}
		ch, err := p.readChange(in)
		if err != nil || !ch.managed() {
			return err
		}
		p.planned[ch.address] = newPlannedChange(ch)
		if ch.before != nil && !p.has["prior_state"] {
			p.changed = append(p.changed, factsOf(ch.address, ch.typ, ch.mask, ch.before, ch.after))
		}
		return nil
	})
}

func newPlannedChange(ch *change) plannedChange {
	does := func(action string) bool { return slices.Contains(ch.actions, action) }
	switch {
	case does("no-op"), does("forget"): // forget leaves the object as it is
		return plannedChange{next: models.NextApplyKeep}
	case does("delete"), does("create"): // the drift goes with the old object
		return plannedChange{next: models.NextApplyRevert, creates: does("create")}
	case !does("update"): // an action of the future
		return plannedChange{next: models.NextApplyUnknown}
	}
	planned := plannedChange{unknown: markedPaths(models.Path{}, ch.unknown)}
	// What is there is the second side, so that places in lists are those of what is there.
	for _, c := range models.Changes(ch.after, ch.before) {
		if !slices.ContainsFunc(planned.unknown, func(u models.Path) bool { return overlap(u, c.Path) }) {
			planned.changed = append(planned.changed, c)
		}
	}
	return planned
}

// markedPaths are the places that after_unknown marks.
func markedPaths(at models.Path, v any) (paths []models.Path) {
	switch v := v.(type) {
	case bool:
		if v {
			return []models.Path{at}
		}
	case map[string]any:
		for _, name := range models.SortedKeys(v) {
			paths = append(paths, markedPaths(at.Key(name), v[name])...)
		}
	case []any:
		for i, part := range v {
			paths = append(paths, markedPaths(at.Index(i), part)...)
		}
	}
	return paths
}

// overlap says whether one path lies on or within the other.
func overlap(a, b models.Path) bool {
	n := min(len(a), len(b))
	return slices.Equal(a[:n], b[:n])
}

// alike is overlap where places in lists do not count.
func alike(a, b models.Path) bool {
	n := min(len(a), len(b))
	return a[:n].Pattern() == b[:n].Pattern()
}

// nextApply says what the plan would do about one change of a drift. A refresh-only
// plan plans nothing, and one that does not claim to be complete may lack the resource.
func (p *terraformPlan) nextApply(address string, c models.Change) models.NextApply {
	r := p.report
	if r.RefreshOnly {
		return models.NextApplyUnknown
	}
	planned, listed := p.planned[address]
	switch {
	case !listed && r.Complete && !r.Errored:
		return models.NextApplyKeep
	case !listed:
		return models.NextApplyUnknown
	case planned.next != "":
		return planned.next
	}
	return planned.about(c)
}

// about says what an update does about one change. An element that reality lacks
// has no place there: it is told by its value.
func (p plannedChange) about(c models.Change) models.NextApply {
	next := models.NextApplyKeep
	for _, q := range p.changed {
		if c.InActual {
			if overlap(q.Path, c.Path) {
				return models.NextApplyRevert
			}
			continue
		}
		if !alike(q.Path, c.Path) {
			continue
		}
		if models.EqualJSON(q.Expected, c.Expected) {
			return models.NextApplyRevert
		}
		if !lastIsIndex(c.Path) {
			return models.NextApplyRevert
		}
		next = models.NextApplyUnknown
	}
	for _, u := range p.unknown {
		if overlap(u, c.Path) {
			return models.NextApplyUnknown
		}
	}
	return next
}

func lastIsIndex(p models.Path) bool { return len(p) > 0 && p[len(p)-1].Index != models.Member }

// wanted says whether the code still wants a resource that is gone; nil is not known.
func (p *terraformPlan) wanted(address string) *bool {
	_, inCode := p.code.resources[withoutIndexes(address)]
	planned, listed := p.planned[address]
	yes, no := true, false
	switch {
	case listed && planned.creates:
		return &yes
	case p.code.read && !inCode:
		return &no
	case p.report.RefreshOnly || !p.report.Complete || p.report.Errored:
		return nil // of an instance among several, the code alone does not tell
	}
	return &no
}
