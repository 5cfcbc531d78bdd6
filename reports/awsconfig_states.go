package reports

import (
	"cmp"
	"crypto/sha256"
	"fmt"
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

// tells gives in how many bytes a notice tells all that was there, if it removes the
// resource, else all that is there; 0 where it does not.
func (n *notice) tells() int {
	if n.change == changeDelete {
		if slices.ContainsFunc(n.properties, func(p propertyChange) bool { return p.key == configuration && p.previous != nil }) {
			return int(n.size)
		}
		return 0
	}
	if n.whole["configuration"].Kind() != '{' {
		return 0
	}
	bytes := 0
	for _, raw := range n.whole {
		bytes += len(raw)
	}
	return bytes
}

// updates are what notices tell to have changed. One that tells what another told before is that
// again, unless something was changed back in between: of what is global, each region that records
// it tells, some at a later time.
func updates(notices []*notice) (all [][]propertyChange) {
	type value [sha256.Size]byte
	of := func(p propertyChange, v any) value {
		list, _ := elementOf(p.key)
		return sha256.Sum256([]byte(list + "\x00" + models.CanonicalJSON(v)))
	}
	// By the place of the last notice that told it, from 1: a value that went, or came.
	told, gone, come := map[value]int{}, map[value]int{}, map[value]int{}
	for i, n := range notices {
		if n.change != changeUpdate {
			continue
		}
		before := told[n.told]
		told[n.told] = i + 1
		if before == 0 || slices.ContainsFunc(n.properties, func(p propertyChange) bool {
			return p.updated != nil && gone[of(p, p.updated)] > before || p.previous != nil && come[of(p, p.previous)] > before
		}) {
			all = append(all, n.properties)
		}
		if i == len(notices)-1 { // as the only one is
			break
		}
		for _, p := range n.properties {
			gone[of(p, p.previous)], come[of(p, p.updated)] = i+1, i+1
		}
	}
	return all
}

// there gives what the notice's item says that there is, as properties that have come.
func (n *notice) there() (come []propertyChange, err error) {
	part := func(name string) map[string]any {
		raw := n.whole[name]
		if err != nil || raw.Kind() != '{' {
			return nil
		}
		var value any
		if value, err = models.DecodeJSON(raw); err != nil {
			err = &Error{Path: "configurationItem." + name, Want: err.Error()}
			return nil
		}
		return value.(map[string]any)
	}
	come = append(come, propertyChange{key: configuration, updated: part("configuration")})
	further := part("supplementaryConfiguration")
	for _, name := range models.SortedKeys(further) {
		come = append(come, propertyChange{key: "SupplementaryConfiguration." + name, updated: further[name]})
	}
	tags := part("tags")
	for i, name := range models.SortedKeys(tags) {
		come = append(come, propertyChange{key: fmt.Sprint("Tags.", i), updated: tags[name]})
	}
	return come, err
}

// anew fits what was there when a resource was removed, and what is there since it was made
// anew, to each other and to what updates say: these name properties by themselves, with
// a great letter, and a list's elements one by one. Of what a removal does not tell, tags it
// may be, nothing is known to have come.
func anew(removed, made, updates []propertyChange) (gone, come []propertyChange) {
	section := func(p propertyChange) string { name, _, _ := strings.Cut(p.key, "."); return name }
	for _, p := range removed {
		gone = append(gone, p.apart(updates)...)
	}
	for _, p := range made {
		if slices.ContainsFunc(removed, func(r propertyChange) bool { return section(r) == section(p) }) {
			come = append(come, p.apart(updates)...)
		}
	}
	return gone, come
}

// apart takes out of a property that is a whole what updates name within it.
func (p propertyChange) apart(updates []propertyChange) (parts []propertyChange) {
	was, is := map[string]any{p.key: p.previous}, map[string]any{p.key: p.updated}
	for _, u := range updates {
		name, index := elementOf(u.key)
		within, found := strings.CutPrefix(name+".", p.key+".")
		if !found {
			continue
		}
		steps := strings.Split(within, ".") // the last of them empty
		path := append([]string{p.key}, steps[:len(steps)-1]...)
		gone, come := takeOut(was, path, index >= 0), takeOut(is, path, index >= 0)
		if index < 0 && (gone != nil || come != nil) {
			parts = append(parts, propertyChange{name, gone, come})
			continue
		}
		elements, _ := gone.([]any)
		for i, e := range elements {
			parts = append(parts, propertyChange{key: fmt.Sprint(name, ".", i), previous: e})
		}
		elements, _ = come.([]any)
		for i, e := range elements {
			parts = append(parts, propertyChange{key: fmt.Sprint(name, ".", i), updated: e})
		}
	}
	if rest := (propertyChange{p.key, was[p.key], is[p.key]}); rest.previous != nil || rest.updated != nil {
		parts = append(parts, rest)
	}
	return parts
}

// takeOut takes the value at a path out of an object, whatever the case of its names, of
// lists alone or of all else; nil where there is none.
func takeOut(whole any, path []string, list bool) any {
	object, _ := whole.(map[string]any)
	for _, name := range models.SortedKeys(object) {
		if !strings.EqualFold(name, path[0]) {
			continue
		}
		if len(path) > 1 {
			return takeOut(object[name], path[1:], list)
		}
		if value := object[name]; isListValue(value) == list {
			delete(object, name)
			return value
		}
	}
	return nil
}

func isListValue(v any) bool {
	_, is := v.([]any)
	return is
}
