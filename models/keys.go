package models

import (
	"maps"
	"slices"
)

// SortedKeys gives the keys of a map in order.
func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
