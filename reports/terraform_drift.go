package reports

import (
	"crypto/sha256"
	"errors"

	"github.com/clouddrift/guardian/models"
)

// drift reads resource_drift for the first time.
func (p *terraformPlan) drift(c *cursor) error {
	return c.elements(func() error {
		in, raw, err := c.inside()
		if err != nil {
			return err
		}
		change, err := p.readDrift(in)
		if err != nil || change == nil {
			return err
		}
		sum := sha256.Sum256(raw)
		if before, twice := p.drifted[change.address]; twice {
			if before != sum {
				return in.failAt("/address", "stands twice with different contents; want an address once")
			}
			return nil
		}
		p.drifted[change.address] = sum
		p.gone = append(p.gone, factsOf(change.address, change.typ, change.mask, change.before, change.after))
		return nil
	})
}

// readDrift reads an entry of resource_drift; it is nil for what is no managed
// resource instance of the present.
func (p *terraformPlan) readDrift(c *cursor) (*change, error) {
	change, err := p.readChange(c)
	if err != nil || !change.managed() {
		return nil, err
	}
	if len(change.actions) != 1 {
		return nil, c.failAt("/change/actions", "want a single action: update, delete or no-op")
	}
	switch action := Action(change.actions[0]); {
	case action != ActionUpdate && action != ActionDelete && action != ActionNone:
		return nil, c.failAt("/change/actions/0", "want update, delete or no-op, not "+quote(string(action)))
	case change.before == nil:
		return nil, c.failAt("/change/before", "want an object: the values as they were recorded")
	case action == ActionDelete && change.after != nil:
		return nil, c.failAt("/change/after", "want null: the resource is deleted")
	case action != ActionDelete && change.after == nil:
		return nil, c.failAt("/change/after", "want an object: the values as they are")
	}
	return change, nil
}

// entries reads the plan's resource_drift again and yields it.
func (p *terraformPlan) entries(src *source, yield func(Entry, error) bool) {
	c, _, err := src.object(nil, nil)
	if err != nil {
		yield(Entry{}, err)
		return
	}
	yielded := make(map[string]bool, len(p.drifted))
	err = c.members(func(name string) error {
		if name != "resource_drift" {
			return c.skip()
		}
		err := c.elements(func() error {
			in, _, err := c.inside()
			if err != nil {
				return err
			}
			change, err := p.readDrift(in)
			if err != nil || change == nil || yielded[change.address] {
				return err
			}
			yielded[change.address] = true
			if !yield(p.entry(change), nil) {
				return errStop
			}
			return nil
		})
		if err == nil {
			err = errStop // what follows resource_drift is known
		}
		return err
	})
	if err != nil && !errors.Is(err, errStop) {
		yield(Entry{}, err)
	}
}

func (p *terraformPlan) entry(ch *change) Entry {
	r := p.resource(factsOf(ch.address, ch.typ, ch.mask, ch.before, ch.after))
	e := Entry{
		Resource:        r,
		PreviousAddress: p.secrets.clean(ch.previous),
		Action:          Action(ch.actions[0]),
		About: func(c models.Change) About {
			return About{InCode: p.code.sets(ch.address, c), NextApply: p.nextApply(ch.address, c)}
		},
		Companion: func(path models.Path) (any, bool) {
			v, found := p.companions.of(ch, path)
			return v, found
		},
	}
	if e.Action == ActionDelete {
		e.Wanted = p.wanted(ch.address)
	}
	e.Expected, e.Actual = p.secrets.redact(ch.mask, ch.before, ch.after)
	return e
}
