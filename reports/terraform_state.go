package reports

import (
	"bytes"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// stateReader reads the values of a state, as they stand in prior_state and in
// planned_values: outputs, and the resources of each module. It learns their secrets.
type stateReader struct {
	secrets *secrets
	// names are the attributes of a resource that visit is given, if it is given any.
	names []string
	visit func(*change)
}

func (r stateReader) values(c *cursor) error {
	return c.optionalMembers(func(name string) error { return r.member(c, name) })
}

func (r stateReader) member(c *cursor, name string) error {
	switch name {
	case "outputs":
		return c.optionalMembers(func(string) error { return r.output(c) })
	case "root_module":
		return r.module(c)
	}
	return c.skip()
}

func (r stateReader) module(c *cursor) error {
	return c.optionalMembers(func(name string) error { return r.moduleMember(c, name) })
}

func (r stateReader) moduleMember(c *cursor, name string) error {
	switch name {
	case "resources":
		return c.elements(func() error { return r.resource(c) })
	case "child_modules":
		return c.elements(func() error { return r.module(c) })
	}
	return c.skip()
}

// output takes the value of a sensitive output as a secret.
func (r stateReader) output(c *cursor) error {
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
		r.secrets.add(value)
	}
	return err
}

// resource reads a resource: of one that is managed and of the present, visit is given
// the attributes that are named. All of them are read where some are secret.
func (r stateReader) resource(c *cursor) error {
	in, _, err := c.inside()
	if err != nil {
		return err
	}
	var found change
	var values jsontext.Value
	err = in.members(func(name string) (err error) {
		switch name {
		case "address":
			found.address, err = in.optionalText()
		case "mode":
			found.mode, err = in.optionalText()
		case "type":
			found.typ, err = in.optionalText()
		case "deposed_key":
			found.deposed, err = in.optionalText()
		case "values":
			_, values, err = in.inside()
		case "sensitive_values":
			var marks any
			marks, err = in.value()
			found.mask = newMask(marks)
		default:
			err = in.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	of := &cursor{dec: newDecoder(bytes.NewBuffer(values)), base: in.base, path: in.path}
	switch {
	case values == nil:
	case !found.mask.empty():
		if found.before, err = of.values(); err == nil {
			r.secrets.collect(found.mask, found.before)
		}
	case r.visit != nil:
		found.before, err = someValues(of, r.names)
	}
	if err == nil && r.visit != nil && found.managed() && found.address != "" {
		r.visit(&found)
	}
	return err
}

// someValues reads the named members of an object that are texts, numbers or lists.
func someValues(c *cursor, names []string) (map[string]any, error) {
	some := map[string]any{}
	err := c.optionalMembers(func(name string) (err error) {
		if c.dec.PeekKind() == jsontext.KindBeginObject || !slices.Contains(names, name) {
			return c.skip()
		}
		some[name], err = c.value()
		return err
	})
	return some, err
}
