package reports

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// propertyChanges sums up what one notice after the other says has changed.
type propertyChanges struct {
	values map[string]*propertyChange // by key: what it was at first, what it is at last
	lists  map[string]*listChange     // by the list's key
}

// listChange is what went from a list and what came to it: the places that notices
// name count the changes, not the list's elements.
type listChange struct {
	order  []string // the elements as canonical JSON
	values map[string]any
	come   map[string]int // how often more than before, or less
}

func (l *listChange) add(value any, times int) {
	if value == nil {
		return
	}
	text := models.CanonicalJSON(value)
	if _, known := l.values[text]; !known {
		l.order, l.values[text] = append(l.order, text), value
	}
	l.come[text] += times
}

// sides are what has gone and what has come.
func (l *listChange) sides() (gone, come []any) {
	gone, come = []any{}, []any{}
	for _, text := range l.order {
		value := []any{l.values[text]}
		gone = append(gone, slices.Repeat(value, max(0, -l.come[text]))...)
		come = append(come, slices.Repeat(value, max(0, l.come[text]))...)
	}
	return gone, come
}

func newPropertyChanges() *propertyChanges {
	return &propertyChanges{map[string]*propertyChange{}, map[string]*listChange{}}
}

// add takes what the next notice says.
func (c *propertyChanges) add(properties []propertyChange) {
	slices.SortStableFunc(properties, func(a, b propertyChange) int {
		listA, indexA := elementOf(a.key)
		listB, indexB := elementOf(b.key)
		return cmp.Or(cmp.Compare(listA, listB), cmp.Compare(indexA, indexB))
	})
	for _, p := range properties {
		key, is := propertyKey(p.key)
		if !is {
			continue
		}
		if list, index := elementOf(key); index >= 0 {
			if c.lists[list] == nil {
				c.lists[list] = &listChange{values: map[string]any{}, come: map[string]int{}}
			}
			c.lists[list].add(p.previous, -1)
			c.lists[list].add(p.updated, 1)
		} else if before := c.values[key]; before != nil {
			before.updated = p.updated
		} else {
			c.values[key] = &propertyChange{key, p.previous, p.updated}
		}
	}
}

// configuration is the key of all of it, and the first word of the keys within.
const configuration = "Configuration"

// propertyKey is the key of what is the resource's own: not of what it is related to,
// which other resources say. What is in the configuration stands without that word.
func propertyKey(key string) (string, bool) {
	if key == "Relationships" || strings.HasPrefix(key, "Relationships.") {
		return "", false
	}
	return strings.TrimPrefix(key, configuration+"."), true
}

// elementOf takes the key of a list's element apart; of another the index is -1.
func elementOf(key string) (list string, index int) {
	if at := strings.LastIndexByte(key, '.'); at > 0 {
		if index, err := strconv.Atoi(key[at+1:]); err == nil && index >= 0 {
			return key[:at], index
		}
	}
	return key, -1
}

// states are the two sides of what has changed, and of nothing else.
func (c *propertyChanges) states() (expected, actual map[string]any) {
	expected, actual = map[string]any{}, map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(c.values)) {
		p := c.values[key]
		set(expected, key, p.previous)
		set(actual, key, p.updated)
	}
	for _, key := range slices.Sorted(maps.Keys(c.lists)) {
		gone, come := c.lists[key].sides()
		set(expected, key, gone)
		set(actual, key, come)
	}
	return expected, actual
}

// set puts the value of a property into a state. One that has no place there, since
// another key says something else of the same place, stands under its whole key.
func set(state map[string]any, key string, value any) {
	if value == nil {
		return
	}
	if whole, is := value.(map[string]any); is && key == configuration { // of a resource that is gone
		for _, name := range models.SortedKeys(whole) {
			set(state, name, whole[name])
		}
		return
	}
	path := strings.Split(key, ".")
	if _, taken := valueAt(state, path); taken || !put(state, path, value) {
		state[configuration+"."+key] = value
	}
}
