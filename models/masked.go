package models

import (
	"fmt"
	"io"
)

// Redacted stands in the place of every secret.
const Redacted = "(sensitive)"

// Masked is a secret within a decoded JSON value. It is compared by what it hides
// and shown and stored as [Redacted], so that a secret that changed is a change
// and never leaves the program. The zero Masked hides null.
type Masked struct{ value any }

// Mask hides a decoded JSON value; null stays null, since that a secret is missing
// is worth knowing.
func Mask(v any) any {
	switch v.(type) {
	case nil, Masked:
		return v
	}
	return Masked{v}
}

// HoldsMasked says whether a decoded value is a secret or holds one.
func HoldsMasked(v any) bool {
	switch v := v.(type) {
	case Masked:
		return true
	case []any:
		for _, part := range v {
			if HoldsMasked(part) {
				return true
			}
		}
	case map[string]any:
		for _, part := range v {
			if HoldsMasked(part) {
				return true
			}
		}
	}
	return false
}

// MarshalJSON writes [Redacted].
func (Masked) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// Format implements fmt.Formatter and writes [Redacted].
func (Masked) Format(s fmt.State, _ rune) { io.WriteString(s, Redacted) }

// unmasked is what a value is compared by.
func unmasked(v any) any {
	if m, masked := v.(Masked); masked {
		return m.value
	}
	return v
}

// CompareHidden compares two values, which may be secrets, by what they hide.
func CompareHidden(a, b any, same func(a, b any) bool) bool { return same(unmasked(a), unmasked(b)) }
