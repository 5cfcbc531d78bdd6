package models

import (
	"encoding/json"
	"slices"
	"strconv"
)

// appendCanonical appends a text that is the same for two decoded values where
// [EqualJSON] says that they are equal, and for no others.
func appendCanonical(b []byte, v any) []byte {
	switch v := unmasked(v).(type) {
	case nil:
		return append(b, 'n')
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return strconv.AppendQuote(b, v)
	case json.Number:
		n := readNumber(v)
		if n.negative {
			b = append(b, '-')
		}
		return append(append(append(b, n.digits...), 'e'), n.exponent...)
	case []any:
		b = append(b, '[')
		for _, e := range v {
			b = append(appendCanonical(b, e), ',')
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for _, key := range SortedKeys(v) {
			b = append(strconv.AppendQuote(b, key), ':')
			b = append(appendCanonical(b, v[key]), ',')
		}
		return append(b, '}')
	}
	panic("models: not a decoded JSON value")
}

// CanonicalJSON gives a text that two decoded values share exactly when [EqualJSON]
// says that they are equal. It is for comparing and hashing, not for reading.
func CanonicalJSON(v any) string { return string(slices.Clip(appendCanonical(nil, v))) }
