package reports

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// stateValues reads the values of a state, as they stand in prior_state and in
// planned_values: outputs, and the resources of each module, of which each goes to visit.
func (p *terraformPlan) stateValues(c *cursor, visit func(*cursor) error) error {
	return c.optionalMembers(func(name string) error { return p.stateMember(c, name, visit) })
}

func (p *terraformPlan) stateMember(c *cursor, name string, visit func(*cursor) error) error {
	switch name {
	case "outputs":
		return c.optionalMembers(func(string) error { return p.output(c) })
	case "root_module":
		return p.stateModule(c, visit)
	}
	return c.skip()
}

func (p *terraformPlan) stateModule(c *cursor, visit func(*cursor) error) error {
	return c.optionalMembers(func(name string) error { return p.moduleMember(c, name, visit) })
}

func (p *terraformPlan) moduleMember(c *cursor, name string, visit func(*cursor) error) error {
	switch name {
	case "resources":
		return c.elements(func() error { return visit(c) })
	case "child_modules":
		return c.elements(func() error { return p.stateModule(c, visit) })
	}
	return c.skip()
}

// output takes the value of a sensitive output as a secret.
func (p *terraformPlan) output(c *cursor) error {
	var value any
	sensitive := false
	err := c.optionalMembers(func(name string) (err error) {
		switch name {
		case "sensitive":
			sensitive, err = c.boolean()
		case "value":
			value, err = c.value()
		default:
			err = c.skip()
		}
		return err
	})
	if sensitive {
		p.secrets.add(value)
	}
	return err
}

// priorState reads what everything is that the plan looked at, one resource after
// the other.
func (p *terraformPlan) priorState(c *cursor) error {
	return c.members(func(name string) error {
		if name != "values" {
			return c.skip()
		}
		return p.stateValues(c, p.priorResource)
	})
}

func (p *terraformPlan) priorResource(c *cursor) error {
	r, err := p.stateResource(c, append(factNames, companionNames...))
	if err != nil || !r.managed() || r.address == "" {
		return err
	}
	p.prior = append(p.prior, factsOf(r.address, r.typ, r.mask, r.before))
	p.companions.add(r)
	return nil
}

// plannedResource only learns what is secret.
func (p *terraformPlan) plannedResource(c *cursor) error {
	_, err := p.stateResource(c, nil)
	return err
}

// stateResource reads a resource of a state, of its values only those that are
// named; and learns its secrets, for which it reads all of them.
func (p *terraformPlan) stateResource(c *cursor, names []string) (*change, error) {
	in, _, err := c.inside()
	if err != nil {
		return nil, err
	}
	var r change
	var values jsontext.Value
	err = in.members(func(name string) (err error) {
		switch name {
		case "address":
			r.address, err = in.optionalText()
		case "mode":
			r.mode, err = in.optionalText()
		case "type":
			r.typ, err = in.optionalText()
		case "deposed_key":
			r.deposed, err = in.optionalText()
		case "values":
			_, values, err = in.inside()
		case "sensitive_values":
			var marks any
			marks, err = in.value()
			r.mask = newMask(marks)
		default:
			err = in.skip()
		}
		return err
	})
	if err != nil || values == nil || names == nil && r.mask.empty() {
		return &r, err
	}
	of := &cursor{dec: newDecoder(bytes.NewBuffer(values)), base: in.base, path: in.path}
	if r.mask.empty() {
		r.before, err = someValues(of, names)
		return &r, err
	}
	if r.before, err = of.values(); err == nil {
		p.secrets.collect(r.mask, r.before)
	}
	return &r, err
}

// someValues reads the named members of an object that are texts, numbers or lists.
func someValues(c *cursor, names []string) (map[string]any, error) {
	some := map[string]any{}
	err := c.optionalMembers(func(name string) (err error) {
		kind := c.dec.PeekKind()
		for _, wanted := range names {
			if name == wanted && kind != jsontext.KindBeginObject {
				some[name], err = c.value()
				return err
			}
		}
		return c.skip()
	})
	return some, err
}

// markedChange reads the change of an output for what it marks as secret.
func (p *terraformPlan) markedChange(c *cursor) error {
	if c.null() {
		return nil
	}
	var sides []any
	var mask Mask
	err := c.members(func(name string) error {
		switch name {
		case "before", "after":
			v, err := c.value()
			sides = append(sides, v)
			return err
		case "before_sensitive", "after_sensitive":
			v, err := c.value()
			mask = mask.union(newMask(v))
			return err
		}
		return c.skip()
	})
	for _, side := range sides {
		p.secrets.collect(mask, side)
	}
	return err
}

// deferred reads a change that the plan puts off, for what it marks as secret.
func (p *terraformPlan) deferred(c *cursor) error {
	return c.optionalMembers(func(name string) error {
		if name != "resource_change" {
			return c.skip()
		}
		return c.optionalMembers(func(name string) error {
			if name != "change" {
				return c.skip()
			}
			return p.markedChange(c)
		})
	})
}
