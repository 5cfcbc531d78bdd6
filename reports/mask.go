package reports

// mask says which parts of a value are secret. It has the value's shape, more or
// less: it may name what the value lacks and be shorter or longer than its lists.
// The zero mask marks nothing.
type mask struct {
	all    bool
	fields map[string]mask
	items  []mask
}

// newMask reads a mask as Terraform writes it: true for a secret, false for none,
// an object or a list for what has parts. Anything else marks nothing.
func newMask(v any) mask {
	switch v := v.(type) {
	case bool:
		return mask{all: v}
	case map[string]any:
		m := mask{}
		for name, part := range v {
			if sub := newMask(part); !sub.empty() {
				if m.fields == nil {
					m.fields = map[string]mask{}
				}
				m.fields[name] = sub
			}
		}
		return m
	case []any:
		m := mask{}
		for i, part := range v {
			if sub := newMask(part); !sub.empty() {
				for len(m.items) <= i {
					m.items = append(m.items, mask{})
				}
				m.items[i] = sub
			}
		}
		return m
	}
	return mask{}
}

func (m mask) empty() bool { return !m.all && m.fields == nil && m.items == nil }

// union marks what either of two masks marks.
func (m mask) union(o mask) mask {
	switch {
	case m.all || o.all:
		return mask{all: true}
	case m.empty():
		return o
	case o.empty():
		return m
	}
	u := mask{}
	if m.fields != nil || o.fields != nil {
		u.fields = map[string]mask{}
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

func (m mask) item(i int) mask {
	if i < len(m.items) {
		return m.items[i]
	}
	return mask{}
}

// key is the mask of an object's member of that name.
func (m mask) key(name string) mask {
	if m.all {
		return m
	}
	return m.fields[name]
}
