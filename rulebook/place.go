package rulebook

import "github.com/clouddrift/guardian/models"

// place is where a value stands, its path spelled.
type place struct {
	text string
	ends []int // of its steps
}

func placeOf(path models.Path) place {
	text, ends := spell(path)
	return place{text, ends}
}

// coveredBy says whether a pattern matches the path or one that leads to it.
func (p place) coveredBy(ps patterns) bool {
	for i := len(p.ends) - 1; i >= 0; i-- {
		if ps.match(p.text[:p.ends[i]]) {
			return true
		}
	}
	return false
}

// held gives the places of the values that a change holds on either side and that are not
// empty, each once, or its own where there are none. A secret is one value, and so is a
// text that is JSON.
func held(c models.Change) []place {
	var places []place
	seen := map[string]bool{}
	for _, side := range []any{c.Expected, c.Actual} {
		walk(placeOf(c.Path), side, func(p place) {
			if !seen[p.text] {
				seen[p.text] = true
				places = append(places, p)
			}
		})
	}
	if places == nil {
		places = append(places, placeOf(c.Path))
	}
	return places
}

func walk(at place, v any, see func(place)) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range models.SortedKeys(v) {
			walk(at.step(keyMark+key), v[key], see)
		}
	case []any:
		for _, part := range v {
			walk(at.step(indexMark), part, see)
		}
	case models.Masked:
		see(at) // an empty one too: what is kept of it does not tell
	default:
		if !models.EmptyJSON(v) {
			see(at)
		}
	}
}

func (p place) step(spelled string) place {
	text := p.text + spelled
	return place{text, append(p.ends[:len(p.ends):len(p.ends)], len(text))}
}
