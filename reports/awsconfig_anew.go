package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

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
