package models

import (
	"encoding/json"
)

// Difference is what `difference` of a drift holds: for every top-level key whose
// values differ as JSON values, {"expected": …, "actual": …}; a side that lacks
// the key has no member. A resource that is gone (actual is empty) lists every
// expected key that is not empty (see [EmptyJSON]). Nil maps count as empty.
func Difference(expected, actual map[string]any) map[string]any {
	difference := map[string]any{}
	for key, e := range expected {
		a, both := actual[key]
		switch {
		case both && !EqualJSON(e, a):
			difference[key] = map[string]any{"expected": e, "actual": a}
		case !both && (len(actual) > 0 || !EmptyJSON(e)):
			difference[key] = map[string]any{"expected": e}
		}
	}
	for key, a := range actual {
		if _, both := expected[key]; !both {
			difference[key] = map[string]any{"actual": a}
		}
	}
	return difference
}

// EqualJSON says whether two decoded values are the same JSON value: the order
// of names and the spelling of numbers (1, 1.0, 1e0) do not count.
func EqualJSON(a, b any) bool {
	a, b = unmasked(a), unmasked(b)
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for key, v := range a {
			if w, both := b[key]; !both || !EqualJSON(v, w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !EqualJSON(a[i], b[i]) {
				return false
			}
		}
		return true
	case json.Number:
		b, ok := b.(json.Number)
		return ok && (a == b || readNumber(a) == readNumber(b))
	default:
		switch b.(type) {
		case map[string]any, []any, json.Number:
			return false
		}
		return a == b
	}
}

// EquivalentJSON is EqualJSON in which, at any depth, null, an absent key or
// element, "", [] and {} all count as the same nothing.
func EquivalentJSON(a, b any) bool {
	a, b = unmasked(a), unmasked(b)
	if EmptyJSON(a) || EmptyJSON(b) {
		return EmptyJSON(a) && EmptyJSON(b)
	}
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			return false
		}
		for key, v := range a {
			if !EquivalentJSON(v, b[key]) {
				return false
			}
		}
		for key, w := range b {
			if _, both := a[key]; !both && !EmptyJSON(w) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok {
			return false
		}
		for i := range max(len(a), len(b)) {
			if !EquivalentJSON(element(a, i), element(b, i)) {
				return false
			}
		}
		return true
	default:
		return EqualJSON(a, b)
	}
}

func element(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// EmptyJSON says whether a decoded value is null, "", [] or {}, or holds nothing else.
func EmptyJSON(v any) bool {
	switch v := unmasked(v).(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		for _, e := range v {
			if !EmptyJSON(e) {
				return false
			}
		}
		return true
	case map[string]any:
		for _, e := range v {
			if !EmptyJSON(e) {
				return false
			}
		}
		return true
	}
	return false
}
