package models

import (
	"maps"
	"slices"
)

// SameDrift says whether a detection whose difference is seen is a repeat of a
// drift whose difference is recorded: the same keys differ, and each key that
// must stay the same has the same values. Those are the critical keys and, for an
// approved drift, all of them. So a value that wanders is no new drift each
// night, and an approval never covers a further change.
func SameDrift(recorded, seen map[string]any, critical []string, approved bool) bool {
	if len(recorded) != len(seen) {
		return false
	}
	for key, was := range recorded {
		is, ok := seen[key]
		if !ok {
			return false
		}
		if (approved || slices.Contains(critical, key)) && !EqualJSON(was, is) {
			return false
		}
	}
	return true
}

// SortedKeys gives the keys of a map in order.
func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
