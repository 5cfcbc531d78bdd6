package reports

import (
	"encoding/json"
	"fmt"

	"github.com/clouddrift/guardian/models"
)

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
func (h *hider) apply(m mask, v any) any {
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
		if m.empty() && h.leaks.in(v) {
			return models.MaskCopy(v)
		}
	case json.Number:
		if m.empty() && h.leaks.in(string(v)) {
			return models.MaskCopy(v)
		}
	}
	if !m.empty() {
		return models.Mask(v)
	}
	return v
}

func (h *hider) object(m mask, v map[string]any) map[string]any {
	copied := make(map[string]any, len(v))
	for name, part := range v {
		copied[h.key(name)] = h.apply(m.key(name), part)
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

// redact takes the secrets out of both sides of an entry. It also gives the names that
// were taken out, by what stands in their place.
func (s *secrets) redact(m mask, expected, actual map[string]any) (e, a map[string]any, names map[string]string) {
	h := &hider{leaks: s}
	h.nameKeys(expected, actual)
	side := func(values map[string]any) map[string]any {
		copied := make(map[string]any, len(values))
		for name, part := range values {
			copied[h.key(name)] = h.apply(m.key(name), part)
		}
		return copied
	}
	names = make(map[string]string, len(h.keys))
	for name, shown := range h.keys {
		names[shown] = name
	}
	return side(expected), side(actual), names
}

// asReported is a path with the report's own names, in place of what stands for them.
func asReported(p models.Path, names map[string]string) models.Path {
	if len(names) == 0 {
		return p
	}
	own := make(models.Path, len(p))
	for i, step := range p {
		if name, hidden := names[step.Key]; hidden && step.Index == models.Member {
			step.Key = name
		}
		own[i] = step
	}
	return own
}
