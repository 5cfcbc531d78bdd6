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
	kept  []byte
}

func (r *stateReader) values(c *cursor) error {
	return c.optionalMembers(func(name string) error { return r.member(c, name) })
}

func (r *stateReader) member(c *cursor, name string) error {
	switch name {
	case "outputs":
		return c.optionalMembers(func(string) error { return r.output(c) })
	case "root_module":
		return r.module(c)
	}
	return c.skip()
}

func (r *stateReader) module(c *cursor) error {
	return c.optionalMembers(func(name string) error { return r.moduleMember(c, name) })
}

func (r *stateReader) moduleMember(c *cursor, name string) error {
	switch name {
	case "resources":
		return c.elements(func() error { return r.resource(c) })
	case "child_modules":
		return c.elements(func() error { return r.module(c) })
	}
	return c.skip()
}

// output takes the value of a sensitive output as a secret.
func (r *stateReader) output(c *cursor) error {
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
// the attributes that are named, and those that hold secrets.
func (r *stateReader) resource(c *cursor) error {
	var found change
	var values *cursor
	err := c.members(func(name string) (err error) {
		switch name {
		case "address":
			found.address, err = c.optionalText()
		case "mode":
			found.mode, err = c.optionalText()
		case "type":
			found.typ, err = c.optionalText()
		case "deposed_key":
			found.deposed, err = c.optionalText()
		case "values":
			values, err = r.keep(c)
		case "sensitive_values":
			var marks any
			marks, err = c.value()
			found.mask = newMask(marks)
		default:
			err = c.skip()
		}
		return err
	})
	if err != nil {
		return err
	}
	if values != nil && (r.visit != nil || !found.mask.empty()) {
		if found.before, err = r.some(values, found.mask); err != nil {
			return err
		}
		r.secrets.collect(found.mask, found.before)
	}
	if r.visit != nil && found.managed() && found.address != "" && found.typ != "" {
		r.visit(&found)
	}
	return nil
}

// keep reads the next value and keeps its text, since what is secret in it is said
// behind it. The text is good until the next call.
func (r *stateReader) keep(c *cursor) (*cursor, error) {
	in, raw, err := c.inside()
	if err != nil {
		return nil, err
	}
	r.kept = append(r.kept[:0], raw...)
	in.dec = newDecoder(bytes.NewBuffer(r.kept))
	return in, nil
}

// some reads the members of an object that hold secrets, and those that are named,
// where they are texts, numbers or lists.
func (r *stateReader) some(c *cursor, m mask) (map[string]any, error) {
	some := map[string]any{}
	if c.null() {
		return some, nil
	}
	err := c.allMembers(func(name string) (err error) {
		plain := c.dec.PeekKind() != jsontext.KindBeginObject && slices.Contains(r.names, name)
		if !plain && m.key(name).empty() {
			return c.skip()
		}
		some[name], err = c.value()
		return err
	})
	return some, err
}
