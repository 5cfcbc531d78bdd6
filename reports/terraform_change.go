package reports

import (
	"encoding/json"

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
	mask                                                mask
	// noAddress is the error of a change without an address of its own.
	noAddress error
}

// managed says whether the change is of a managed resource instance of the
// present: not of a data source, nor of an object that was deposed.
func (ch *change) managed() bool {
	return (ch.mode == "" || ch.mode == "managed") && ch.deposed == ""
}

// changeOf is the change of an attribute as a whole.
func (ch *change) changeOf(attribute string) models.Change {
	e, inExpected := ch.before[attribute]
	a, inActual := ch.after[attribute]
	return models.Change{Path: models.Path{}.Key(attribute), Expected: e, Actual: a, InExpected: inExpected, InActual: inActual}
}

// readChange reads a change and learns its secrets. An address that is missing is built, and noted:
// Terraform 0.15.4 to 1.0 left it out of resource_drift (format 0.1 and 0.2).
func readChange(c *cursor, s *secrets) (*change, error) {
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
	s.collect(ch.mask, ch.before)
	s.collect(ch.mask, ch.after)
	if ch.address == "" {
		ch.noAddress = c.failAt("/address", "missing; want the resource's address")
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
			if ch.actions, err = c.texts(); ch.actions == nil {
				ch.actions = []string{}
			}
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
