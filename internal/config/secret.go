package config

import (
	"fmt"
	"io"
)

// Secret is a value that is never shown: whatever prints, logs or encodes it writes "(set)", or nothing where it
// is empty. Reveal gives the value to the one place that needs it.
type Secret string

// Reveal returns the value itself. Pass it on, never print it.
func (s Secret) Reveal() string { return string(s) }

// String returns "(set)", or "" for the empty secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(set)"
}

// Format writes what String returns, whatever the verb: %q, %x and %#v show no more than %s does.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns what String returns, for JSON and every other encoder. It never fails.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
