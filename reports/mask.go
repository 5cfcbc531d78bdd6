package reports

import "unicode/utf8"

// Redacted stands in the place of every secret.
const Redacted = "(sensitive)"

// leakLength is how long a secret must be, in characters, to be looked for where
// no mask marks it. Shorter ones ("", "true", "admin") stand for themselves too often.
const leakLength = 8

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

// Apply returns a copy of v in which each marked part is [Redacted]. A null stays
// null, marked or not: there is no secret in it, and that a secret is missing is
// worth knowing. What v lacks stays lacking. Where v has not the shape that the
// mask expects, all of it is hidden.
func (m Mask) Apply(v any) any { return m.apply(v, nil) }

// apply also hides each string that is one of leaks.
func (m Mask) apply(v any, leaks map[string]bool) any {
	if m.all && v != nil {
		return Redacted
	}
	switch v := v.(type) {
	case map[string]any:
		if m.items != nil && len(v) > 0 {
			return Redacted
		}
		copied := make(map[string]any, len(v))
		for name, part := range v {
			copied[name] = m.Key(name).apply(part, leaks)
		}
		return copied
	case []any:
		if m.fields != nil && len(v) > 0 {
			return Redacted
		}
		copied := make([]any, len(v))
		for i, part := range v {
			copied[i] = m.item(i).apply(part, leaks)
		}
		return copied
	case nil:
		return nil
	case string:
		if leaks[v] {
			return Redacted
		}
	}
	if !m.empty() {
		return Redacted
	}
	return v
}

// collect adds the marked strings of v that are long enough to be told from others.
func (m Mask) collect(v any, into map[string]bool) {
	if m.empty() {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			sub := m.Key(name)
			if m.items != nil {
				sub = Mask{all: true}
			}
			sub.collect(part, into)
		}
	case []any:
		for i, part := range v {
			sub := m.item(i)
			if m.all || m.fields != nil {
				sub = Mask{all: true}
			}
			sub.collect(part, into)
		}
	case string:
		if utf8.RuneCountInString(v) >= leakLength {
			into[v] = true
		}
	}
}

// secrets are the marked strings of both sides.
func (e Entry) secrets() map[string]bool {
	found := map[string]bool{}
	e.Sensitive.collect(e.Expected, found)
	e.Sensitive.collect(e.Actual, found)
	return found
}

// Redact returns copies of both sides without their secrets, and a function that
// takes them out of the entry's difference ({key: {"expected": …, "actual": …}},
// which must have been computed from the values as they came). Hidden is what
// Sensitive marks, and any string elsewhere in the entry that equals a marked one
// of 8 characters or more: Terraform's own marks miss such copies, as those of a
// secret tag in tags_all. Every key stays.
func (e Entry) Redact() (expected, actual map[string]any, hide func(difference map[string]any) map[string]any) {
	leaks := e.secrets()
	side := func(values map[string]any) map[string]any {
		copied := make(map[string]any, len(values))
		for name, v := range values {
			copied[name] = e.Sensitive.Key(name).apply(v, leaks)
		}
		return copied
	}
	hide = func(difference map[string]any) map[string]any {
		copied := make(map[string]any, len(difference))
		for name, sides := range difference {
			mask := e.Sensitive.Key(name)
			copied[name] = Mask{fields: map[string]Mask{"expected": mask, "actual": mask}}.apply(sides, leaks)
		}
		return copied
	}
	return side(e.Expected), side(e.Actual), hide
}
