package reports

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/clouddrift/guardian/models"
)

// change is an entry of resource_drift or of resource_changes, which have the
// same shape. In resource_drift before is what was recorded and after what is
// there; in resource_changes before is what is there and after what is planned.
type change struct {
	address, previous, module, mode, typ, name, deposed string
	index                                               any
	actions                                             []string
	before, after                                       map[string]any // nil for null
	unknown                                             any
	mask                                                Mask
}

// managed says whether the change is of a managed resource instance of the
// present: not of a data source, nor of an object that was deposed.
func (ch *change) managed() bool {
	return (ch.mode == "" || ch.mode == "managed") && ch.deposed == ""
}

// readChange reads a change. An address that is missing is built, and noted:
// Terraform 0.15.4 to 1.0 left it out of resource_drift (format 0.1 and 0.2).
func (p *terraformPlan) readChange(c *cursor) (*change, error) {
	ch := &change{}
	has := false
	err := c.members(func(name string) (err error) {
		switch name {
		case "address":
			ch.address, err = c.optionalText()
		case "previous_address":
			ch.previous, err = c.optionalText()
		case "module_address":
			ch.module, err = c.optionalText()
		case "mode":
			ch.mode, err = c.optionalText()
		case "type":
			ch.typ, err = c.optionalText()
		case "name":
			ch.name, err = c.optionalText()
		case "deposed":
			ch.deposed, err = c.optionalText()
		case "index":
			ch.index, err = c.value()
		case "change":
			has = true
			err = ch.readValues(c)
		default:
			err = c.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !has:
		return nil, c.failAt("/change", "missing; want an object with actions, before and after")
	case ch.actions == nil:
		return nil, c.failAt("/change/actions", "missing; want an array of actions")
	case ch.typ == "":
		return nil, c.failAt("/type", "missing; want the resource's type")
	}
	if ch.address == "" {
		if p.noAddress == nil {
			p.noAddress = c.failAt("/address", "missing; want the resource's address")
		}
		if ch.name == "" {
			return nil, c.failAt("/address", "missing, and no name to build it from; want the resource's address")
		}
		ch.address = ch.buildAddress()
	}
	return ch, nil
}

func (ch *change) readValues(c *cursor) error {
	return c.members(func(name string) (err error) {
		switch name {
		case "actions":
			ch.actions = []string{}
			err = c.elements(func() error {
				action, err := c.text()
				ch.actions = append(ch.actions, action)
				return err
			})
		case "before":
			ch.before, err = c.values()
		case "after":
			ch.after, err = c.values()
		case "after_unknown":
			ch.unknown, err = c.value()
		case "before_sensitive", "after_sensitive":
			var marks any
			marks, err = c.value()
			ch.mask = ch.mask.union(newMask(marks))
		default:
			err = c.skip()
		}
		return err
	})
}

// buildAddress is the address as Terraform writes it.
func (ch *change) buildAddress() string {
	address := ch.typ + "." + ch.name
	if ch.module != "" {
		address = ch.module + "." + address
	}
	switch index := ch.index.(type) {
	case json.Number:
		address += "[" + string(index) + "]"
	case string:
		address += "[" + models.QuoteKey(index) + "]"
	}
	return address
}

// id is the resource's id, by what is recorded first: the same id as long as the
// state is not applied anew.
func (ch *change) id() string {
	leaks := Entry{Expected: ch.before, Actual: ch.after, Sensitive: ch.mask}.secrets()
	for _, name := range []string{"id", "arn"} {
		for _, side := range []map[string]any{ch.before, ch.after} {
			if id := plainText(side[name]); id != "" && ch.mask.Key(name).empty() && !leaks[id] {
				return id
			}
		}
	}
	return ch.address
}

func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	}
	return ""
}

// priorState reads the ids of everything that the plan looked at, one resource
// after the other and without its values.
func (p *terraformPlan) priorState(c *cursor) error {
	return c.members(func(name string) error {
		if name != "values" {
			return c.skip()
		}
		return c.optionalMembers(func(name string) error {
			if name != "root_module" {
				return c.skip()
			}
			return p.priorModule(c)
		})
	})
}

func (p *terraformPlan) priorModule(c *cursor) error {
	return c.optionalMembers(func(name string) error {
		switch name {
		case "resources":
			return c.elements(func() error { return p.priorResource(c) })
		case "child_modules":
			return c.elements(func() error { return p.priorModule(c) })
		}
		return c.skip()
	})
}

func (p *terraformPlan) priorResource(c *cursor) error {
	var ch change
	err := c.members(func(name string) (err error) {
		switch name {
		case "address":
			ch.address, err = c.optionalText()
		case "mode":
			ch.mode, err = c.optionalText()
		case "type":
			ch.typ, err = c.optionalText()
		case "deposed_key":
			ch.deposed, err = c.optionalText()
		case "values":
			ch.before, err = readIDs(c)
		case "sensitive_values":
			var marks any
			marks, err = c.value()
			ch.mask = newMask(marks)
		default:
			err = c.skip()
		}
		return err
	})
	if err == nil && ch.managed() && ch.address != "" {
		p.prior = append(p.prior, Resource{ch.address, ch.typ, ch.id()})
	}
	return err
}

// readIDs reads of an object what change.id looks at.
func readIDs(c *cursor) (map[string]any, error) {
	ids := map[string]any{}
	err := c.optionalMembers(func(name string) (err error) {
		kind := c.dec.PeekKind()
		if (name == "id" || name == "arn") && (kind == jsontext.KindString || kind == jsontext.KindNumber) {
			ids[name], err = c.value()
			return err
		}
		return c.skip()
	})
	return ids, err
}
