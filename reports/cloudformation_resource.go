package reports

import (
	"slices"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/go-json-experiment/json/jsontext"
)

// statusInSync is the status of a resource that was looked at and is in order.
const statusInSync = "IN_SYNC"

// stackActions are the actions that a resource's status stands for: "" is that it has
// not drifted, or that it was not looked at.
var stackActions = map[string]Action{
	"MODIFIED": ActionUpdate, "DELETED": ActionDelete,
	statusInSync: "", "NOT_CHECKED": "", "UNKNOWN": "", "UNSUPPORTED": "",
}

// stackDrift is what an answer says of one resource.
type stackDrift struct {
	stack, address, id, typ, status string
	at                              time.Time
	expected, actual                map[string]any // nil where the answer does not tell them
	differences                     []propertyDifference
	// stars are where the answer shows asterisks, also where the two sides agree.
	stars mask
}

// propertyDifference is a place where the two differ; nil is a side that has nothing there.
type propertyDifference struct {
	path             []string
	expected, actual any
}

// action is what became of the resource; "" is nothing that is known.
func (d *stackDrift) action() Action { return stackActions[d.status] }

// readStackDrift reads what an answer says of one resource. Its secrets go to leaks, those
// too that stand where CloudFormation finds no difference.
func readStackDrift(c *cursor, leaks *secrets) (*stackDrift, error) {
	d := &stackDrift{}
	err := c.members(func(name string) (err error) {
		switch name {
		case "StackId":
			d.stack, err = c.optionalText()
		case "LogicalResourceId":
			d.address, err = c.optionalText()
		case "PhysicalResourceId":
			d.id, err = c.optionalText()
		case "ResourceType":
			d.typ, err = c.optionalText()
		case "StackResourceDriftStatus":
			d.status, err = c.optionalText()
		case "Timestamp":
			d.at, err = c.moment()
		case "ExpectedProperties":
			d.expected, err = c.embeddedObject()
		case "ActualProperties":
			d.actual, err = c.embeddedObject()
		case "PropertyDifferences":
			err = c.elements(func() error { return d.difference(c) })
		default:
			err = c.skip()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	_, known := stackActions[d.status]
	switch {
	case d.address == "":
		return nil, c.failAt("/LogicalResourceId", "missing; want the resource's name in its template")
	case d.typ == "":
		return nil, c.failAt("/ResourceType", "missing; want the resource's type")
	case !known:
		return nil, c.failAt("/StackResourceDriftStatus", "want "+strings.Join(models.SortedKeys(stackActions), ", "))
	}
	d.learn(leaks)
	d.stars = d.mask()
	err = d.settle(c)
	d.learn(leaks)
	return d, err
}

// learn adds what stands in plain on one side and as asterisks on the other.
func (d *stackDrift) learn(leaks *secrets) {
	m := d.mask()
	leaks.collect(m, d.expected)
	leaks.collect(m, d.actual)
}

// difference reads a property's difference. Its values are texts: what is no object
// and no list in JSON is taken as the text, and the text null as nothing.
func (d *stackDrift) difference(c *cursor) error {
	var p propertyDifference
	err := c.members(func(name string) (err error) {
		switch name {
		case "PropertyPath":
			var path string
			path, err = c.text()
			p.path = slices.Collect(jsontext.Pointer(path).Tokens())
		case "ExpectedValue":
			p.expected, err = propertyValue(c)
		case "ActualValue":
			p.actual, err = propertyValue(c)
		default:
			err = c.skip()
		}
		return err
	})
	if err == nil && len(p.path) == 0 {
		err = c.failAt("/PropertyPath", "want the path of a property, such as /Tags/0")
	}
	d.differences = append(d.differences, p)
	return err
}

func propertyValue(c *cursor) (any, error) {
	text, err := c.optionalText()
	if err != nil || text == "" || text == "null" {
		return nil, err
	}
	if v, err := models.DecodeJSON([]byte(text)); err == nil {
		switch v.(type) {
		case map[string]any, []any:
			return v, nil
		}
	}
	return text, nil
}

// settle makes the two states of what has drifted from what is told of them.
func (d *stackDrift) settle(c *cursor) error {
	switch d.action() {
	case "":
		return nil
	case ActionDelete:
		d.actual = nil
		return nil
	}
	if d.expected != nil && d.actual != nil {
		var paths [][]string
		for _, p := range d.differences {
			paths = append(paths, p.path)
		}
		agree(d.expected, d.actual, paths)
	} else if len(d.differences) > 0 {
		d.expected, d.actual = map[string]any{}, map[string]any{}
		for _, p := range d.differences {
			if p.expected != nil && !put(d.expected, p.path, p.expected) || p.actual != nil && !put(d.actual, p.path, p.actual) {
				return c.failAt("/PropertyDifferences", "one path leads through the value at another; want each difference by itself")
			}
		}
	} else {
		return c.failAt("/StackResourceDriftStatus", "MODIFIED, and nothing says what differs; want ExpectedProperties and ActualProperties, or PropertyDifferences")
	}
	for _, p := range d.differences {
		if isStars(p.expected) && isStars(p.actual) { // a secret that differs, and is not shown
			put(d.expected, p.path, models.Mask("as expected"))
			put(d.actual, p.path, models.Mask("as it is"))
		}
	}
	return nil
}

// mask marks what CloudFormation shows as asterisks, on both sides: the values of
// parameters with NoEcho.
func (d *stackDrift) mask() mask { return d.stars.union(starred(d.expected, d.actual)) }

// starred marks what is asterisks in any of several values. Of a list's elements each
// is marked as any is, since the other side may have them in another order.
func starred(values ...any) (m mask) {
	fields, items, longest := map[string][]any{}, []any{}, 0
	for _, v := range values {
		switch v := v.(type) {
		case string:
			if isStars(v) {
				return mask{all: true}
			}
		case models.Masked:
			return mask{all: true}
		case map[string]any:
			for name, part := range v {
				fields[name] = append(fields[name], part)
			}
		case []any:
			items, longest = append(items, v...), max(longest, len(v))
		}
	}
	for name, parts := range fields {
		if part := starred(parts...); !part.empty() {
			if m.fields == nil {
				m.fields = map[string]mask{}
			}
			m.fields[name] = part
		}
	}
	if len(items) > 0 {
		if each := starred(items...); !each.empty() {
			m.items = slices.Repeat([]mask{each}, longest)
		}
	}
	return m
}

func isStars(v any) bool {
	text, ok := v.(string)
	return ok && len(text) >= 4 && strings.Trim(text, "*") == ""
}

// resource says who the resource is, with its secrets.
func (d *stackDrift) resource() Resource {
	region, account := arnPlace(d.stack)
	if of, _ := arnPlace(d.id); of != "" {
		region = of
	}
	id := d.id
	if id == "" {
		id = d.address
	}
	return Resource{Address: d.address, Type: d.typ, ID: id, Region: regionName(region), Account: account}.slim()
}
