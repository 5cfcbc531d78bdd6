package reports

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/clouddrift/guardian/models"
)

// driftctlDifference is a resource that a deep scan found changed: as much of its two
// states as the changelog tells.
type driftctlDifference struct {
	resource         driftctlResource
	expected, actual map[string]any
	computed         int // of the places in it, attributes that the provider may compute
}

// readDriftctlDifference reads an element of differences.
func readDriftctlDifference(c *cursor, book *driftctlBook) (d driftctlDifference, err error) {
	in, _, err := c.inside()
	if err != nil {
		return d, err
	}
	log := &changelog{}
	err = in.members(func(name string) (err error) {
		switch name {
		case "res":
			d.resource, err = book.read(in)
		case "changelog":
			err = in.elements(func() error { return log.read(in) })
		default:
			err = in.skip()
		}
		return err
	})
	if err != nil {
		return d, err
	}
	if d.resource.id == "" {
		return d, in.failAt("/res", "missing; want the resource")
	}
	room := maxPadding
	log.root.settle(&room)
	d.computed = log.computed
	d.expected, d.actual = log.root.object(true), log.root.object(false)
	// Both sides have the id, and so neither is that of a resource that is not there.
	for _, side := range []map[string]any{d.expected, d.actual} {
		if _, changed := log.root.parts["id"]; !changed {
			side["id"] = d.resource.id
		}
	}
	return d, nil
}

// changelog is a difference between two states, as the paths and values that differ.
type changelog struct {
	root     changed
	computed int
}

// changed is a place in a changelog: a value that differs, or what holds such.
type changed struct {
	leaf     bool
	from, to any
	// added and removed: the expected or the actual state has nothing there.
	added, removed bool
	parts          map[string]*changed
	isList         bool // the parts are places in a list
}

// read reads an entry of a changelog.
func (l *changelog) read(c *cursor) error {
	in, _, err := c.inside()
	if err != nil {
		return err
	}
	var kind string
	var path []string
	var computed bool
	at := &changed{leaf: true}
	err = in.members(func(name string) (err error) {
		switch name {
		case "type":
			kind, err = in.text()
		case "path":
			err = in.elements(func() error {
				step, err := in.text()
				path = append(path, step)
				return err
			})
		case "from":
			at.from, err = in.value()
		case "to":
			at.to, err = in.value()
		case "computed":
			if !in.null() {
				computed, err = in.boolean()
			}
		default:
			err = in.skip()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case kind != "create" && kind != "update" && kind != "delete":
		return in.failAt("/type", "want create, update or delete, not "+quote(kind))
	case len(path) == 0 || len(path) > models.MaxJSONDepth:
		return in.failAt("/path", fmt.Sprintf("want the steps to an attribute, 1 to %d of them", models.MaxJSONDepth))
	}
	if computed {
		l.computed++
	}
	at.added, at.removed = kind == "create" && at.from == nil, kind == "delete" && at.to == nil
	if !l.root.put(path, at) {
		return in.failAt("/path", "stands twice, or within another path; want each place once")
	}
	return nil
}

// put adds a place, and says whether nothing stood there or around it.
func (n *changed) put(path []string, at *changed) bool {
	for _, step := range path[:len(path)-1] {
		if n.leaf {
			return false
		}
		n = n.part(step)
	}
	last := path[len(path)-1]
	if _, taken := n.parts[last]; n.leaf || taken {
		return false
	}
	n.part(last)
	n.parts[last] = at
	return true
}

func (n *changed) part(step string) *changed {
	if n.parts == nil {
		n.parts = map[string]*changed{}
	}
	if n.parts[step] == nil {
		n.parts[step] = &changed{}
	}
	return n.parts[step]
}

// value gives what one state has at the place, if it has anything there.
func (n *changed) value(expected bool) (v any, there bool) {
	switch {
	case n.isList:
		return n.list(expected), true
	case !n.leaf:
		return n.object(expected), true
	case expected:
		return n.from, !n.added
	}
	return n.to, !n.removed
}

func (n *changed) object(expected bool) map[string]any {
	object := make(map[string]any, len(n.parts))
	for name, part := range n.parts {
		if v, there := part.value(expected); there {
			object[name] = v
		}
	}
	return object
}

// maxPadding is how many elements that do not differ, which a changelog does not tell,
// stand as null in the lists of one resource, so that the others keep their places.
const maxPadding = 10_000

// settle finds out what within a place is a list: driftctl does not tell its places
// from names, so that it is one where all are numbers, as long as there is room. The
// place itself is an object.
func (n *changed) settle(room *int) {
	for _, step := range models.SortedKeys(n.parts) {
		part := n.parts[step]
		if padding, numbers := part.padding(); numbers && padding <= *room {
			*room -= padding
			part.isList = true
		}
		part.settle(room)
	}
}

// padding is how many elements a list lacks of which the parts are the others, if they
// are numbers.
func (n *changed) padding() (lacking int, numbers bool) {
	last := -1
	for step := range n.parts {
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || strconv.Itoa(i) != step {
			return 0, false
		}
		last = max(last, i)
	}
	return last + 1 - len(n.parts), last >= 0
}

func (n *changed) list(expected bool) []any {
	list := []any{}
	for _, step := range models.SortedKeys(n.parts) {
		if v, there := n.parts[step].value(expected); there {
			i, _ := strconv.Atoi(step)
			list = append(list, make([]any, max(0, i+1-len(list)))...)
			list[i] = v
		}
	}
	return slices.Clip(list)
}
