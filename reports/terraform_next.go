package reports

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// plannedChange is what a plan means to do with one resource, without its values.
type plannedChange struct {
	next models.NextApply // where it does not depend on the attribute, else ""
	// changed are the attributes that an update sets to other values than those
	// that are there; unknown are those of which a part is known only afterwards.
	changed, unknown []string
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
			p.changed = append(p.changed, Resource{ch.address, ch.typ, ch.id()})
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
		return plannedChange{next: models.NextApplyRevert}
	case !does("update"): // an action of the future
		return plannedChange{next: models.NextApplyUnknown}
	}
	var planned plannedChange
	unknown, _ := ch.unknown.(map[string]any)
	for name, mark := range unknown {
		if !newMask(mark).empty() { // the same shape as a mask of secrets
			planned.unknown = append(planned.unknown, name)
		}
	}
	for name := range models.Difference(ch.before, ch.after) {
		if !slices.Contains(planned.unknown, name) {
			planned.changed = append(planned.changed, name)
		}
	}
	return planned
}

// nextApply says what the plan would do about a drift. A refresh-only plan plans
// nothing, and one that does not claim to be complete may lack the resource.
func (p *terraformPlan) nextApply(drift *change) models.NextApply {
	r := p.report
	if r.RefreshOnly {
		return models.NextApplyUnknown
	}
	planned, listed := p.planned[drift.address]
	if !listed {
		if r.Complete && !r.Errored {
			return models.NextApplyKeep
		}
		return models.NextApplyUnknown
	}
	if planned.next != "" {
		return planned.next
	}
	next := models.NextApplyKeep
	for name := range models.Difference(drift.before, drift.after) {
		if models.EquivalentJSON(drift.before[name], drift.after[name]) {
			continue // null against empty is no drift, so nothing to revert
		}
		if slices.Contains(planned.changed, name) {
			return models.NextApplyRevert
		}
		if slices.Contains(planned.unknown, name) {
			next = models.NextApplyUnknown
		}
	}
	return next
}
