package reports

import (
	"encoding/json"
	"fmt"

	"github.com/clouddrift/guardian/models"
)

// Mask says which parts of a value are secret. It has the value's shape, more or
// less: it may name what the value lacks and be shorter or longer than its lists.
// The zero Mask marks nothing.
type Mask struct {
	all    bool
	fields map[string]Mask
	items  []Mask
}

// newMask reads a mask as Terraform writes it: true for a secret, false for none,
// an object or a list for what has parts. Anything else marks nothing.
func newMask(v any) Mask {
	switch v := v.(type) {
	case bool:
		return Mask{all: v}
	case map[string]any:
		m := Mask{}
		for name, part := range v {
			if sub := newMask(part); !sub.empty() {
				if m.fields == nil {
					m.fields = map[string]Mask{}
				}
				m.fields[name] = sub
			}
		}
		return m
	case []any:
		m := Mask{}
		for i, part := range v {
			if sub := newMask(part); !sub.empty() {
				for len(m.items) <= i {
					m.items = append(m.items, Mask{})
				}
				m.items[i] = sub
			}
		}
		return m
	}
	return Mask{}
}

func (m Mask) empty() bool { return !m.all && m.fields == nil && m.items == nil }

// union marks what either of two masks marks.
func (m Mask) union(o Mask) Mask {
	switch {
	case m.all || o.all:
		return Mask{all: true}
	case m.empty():
		return o
	case o.empty():
		return m
	}
	u := Mask{}
	if m.fields != nil || o.fields != nil {
		u.fields = map[string]Mask{}
		for name, part := range m.fields {
			u.fields[name] = part.union(o.fields[name])
		}
		for name, part := range o.fields {
			if _, done := u.fields[name]; !done {
				u.fields[name] = part
			}
		}
	}
	for i := range max(len(m.items), len(o.items)) {
		u.items = append(u.items, m.item(i).union(o.item(i)))
	}
	return u
}

func (m Mask) item(i int) Mask {
	if i < len(m.items) {
		return m.items[i]
	}
	return Mask{}
}

// Key is the mask of an object's member of that name.
func (m Mask) Key(name string) Mask {
	if m.all {
		return m
	}
	return m.fields[name]
}

// hider takes the secrets out of one entry's values.
type hider struct {
	leaks *secrets
	// keys are the names that hold a secret, each with what stands in its place.
	keys map[string]string
}

// apply returns a copy of v in which each marked part is a [models.Masked], and so
// is each text or number that contains one of the report's secrets. A null stays
// null, marked or not. What v lacks stays lacking. Where v has not the shape that
// the mask expects, all of it is hidden.
func (h *hider) apply(m Mask, v any) any {
	if m.all {
		return models.Mask(v)
	}
	switch v := v.(type) {
	case map[string]any:
		if m.items != nil && len(v) > 0 {
			return models.Mask(v)
		}
		return h.object(m, v)
	case []any:
		if m.fields != nil && len(v) > 0 {
			return models.Mask(v)
		}
		copied := make([]any, len(v))
		for i, part := range v {
			copied[i] = h.apply(m.item(i), part)
		}
		return copied
	case nil:
		return nil
	case string:
		if h.leaks.in(v) {
			return models.Mask(v)
		}
	case json.Number:
		if h.leaks.in(string(v)) {
			return models.Mask(v)
		}
	}
	if !m.empty() {
		return models.Mask(v)
	}
	return v
}

func (h *hider) object(m Mask, v map[string]any) map[string]any {
	copied := make(map[string]any, len(v))
	for name, part := range v {
		copied[h.key(name)] = h.apply(m.Key(name), part)
	}
	return copied
}

// key is a name, or what stands in its place where it holds a secret.
func (h *hider) key(name string) string {
	if other, hidden := h.keys[name]; hidden {
		return other
	}
	return name
}

// nameKeys finds the names within values that hold a secret and numbers them in
// their order, so that equal sets of names come out alike.
func (h *hider) nameKeys(values ...map[string]any) {
	if len(h.leaks.known) == 0 {
		return
	}
	found := map[string]string{}
	for _, v := range values {
		h.findKeys(v, found)
	}
	for i, name := range models.SortedKeys(found) {
		found[name] = models.Redacted
		if i > 0 {
			found[name] = fmt.Sprintf("%s %d", models.Redacted, i+1)
		}
	}
	h.keys = found
}

func (h *hider) findKeys(v any, found map[string]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			if h.leaks.in(name) {
				found[name] = ""
			}
			h.findKeys(part, found)
		}
	case []any:
		for _, part := range v {
			h.findKeys(part, found)
		}
	}
}

// redact takes the secrets out of both sides of an entry.
func (s *secrets) redact(m Mask, expected, actual map[string]any) (map[string]any, map[string]any) {
	h := &hider{leaks: s}
	h.nameKeys(expected, actual)
	side := func(values map[string]any) map[string]any {
		copied := make(map[string]any, len(values))
		for name, part := range values {
			copied[h.key(name)] = h.apply(m.Key(name), part)
		}
		return copied
	}
	return side(expected), side(actual)
}
