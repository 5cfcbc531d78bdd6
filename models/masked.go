package models

import (
	"encoding/json"
	"fmt"
	"io"
)

// Redacted stands in the place of every secret.
const Redacted = "(sensitive)"

// Masked is a secret within a decoded JSON value. It is compared by what it hides
// and shown and stored as [Redacted], so that a secret that changed is a change
// and never leaves the program. A text that holds one among other things is shown and
// stored with [Redacted] in the place of that. The zero Masked hides null.
type Masked struct {
	value any
	shown string // "" for a secret as a whole
	// copied: what it hides is marked elsewhere, not here. own is the text without the secrets of
	// its own place alone, "" where it has none: it tells how grave a change is, and is never shown.
	copied bool
	own    string
}

// Mask hides a decoded JSON value; null stays null, since that a secret is missing
// is worth knowing.
func Mask(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case Masked:
		v.copied = false
		return v
	}
	return Masked{value: v}
}

// MaskCopy hides a text or a number that contains what is marked as a secret elsewhere.
func MaskCopy(v any) Masked { return Masked{value: v, copied: true} }

// MaskWithin gives a text that holds secrets, which shown lacks.
func MaskWithin(text, shown string) Masked {
	if shown == Redacted {
		shown = ""
	}
	return Masked{value: text, shown: shown}
}

// Whole says whether all of it is the secret.
func (m Masked) Whole() bool { return m.shown == "" }

// Copied says whether what it hides is a secret of another place: that it changes says
// nothing of how grave that is.
func (m Masked) Copied() bool { return m.copied }

// Own gives a copy that knows the secrets of its own place, which hide masks in the text that it hides.
func (m Masked) Own(hide func(text string) any) any {
	text, is := m.value.(string)
	if !m.copied || !is {
		return m
	}
	own, has := hide(text).(Masked)
	if has && own.Whole() {
		return Mask(m)
	}
	m.own = own.shown
	return m
}

// judged is what tells how grave it is that a value changes: of a copy what stands there but for the copy.
func judged(v any) any {
	switch m, is := v.(Masked); {
	case !is || !m.copied:
		return v
	case m.own == "":
		return m.value
	default:
		return Masked{value: m.value, shown: m.own}
	}
}

// text is what is shown and stored.
func (m Masked) text() string {
	if m.Whole() {
		return Redacted
	}
	return m.shown
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

// MarshalJSON writes what is shown.
func (m Masked) MarshalJSON() ([]byte, error) { return json.Marshal(m.text()) }

// Format implements fmt.Formatter and writes what is shown.
func (m Masked) Format(s fmt.State, _ rune) { io.WriteString(s, m.text()) }

// unmasked is what a value is compared by.
func unmasked(v any) any {
	if m, masked := v.(Masked); masked {
		return m.value
	}
	return v
}

// CompareHidden compares two values, which may be secrets, by what they hide.
func CompareHidden(a, b any, same func(a, b any) bool) bool { return same(unmasked(a), unmasked(b)) }
