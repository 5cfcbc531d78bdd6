package models

import (
	"slices"
	"strings"
)

// SecretDiffers says whether two values differ in a secret, be it all that differs in them
// or not. Of texts that hold secrets it is those in the order in which they stand there. What
// is a secret elsewhere alone does not count.
func SecretDiffers(a, b any) bool {
	x, is := judged(a).(Masked)
	y, also := judged(b).(Masked)
	if !is || !also || EqualJSON(x, y) {
		return false
	}
	return x.text() == y.text() || !slices.Equal(x.parts(), y.parts())
}

// parts are the secrets within a text; none where they cannot be told.
func (m Masked) parts() (parts []string) {
	text, _ := m.value.(string)
	whole, isJSON := JSONInText(text)
	if shown, alike := JSONInText(m.shown); isJSON && alike {
		hiddenIn(whole, shown, &parts)
		return parts
	}
	pieces := strings.Split(m.shown, Redacted)
	rest, ok := strings.CutPrefix(text, pieces[0])
	for i, piece := range pieces[1:] {
		at := strings.Index(rest, piece)
		if i == len(pieces)-2 { // up to the end
			ok = ok && strings.HasSuffix(rest, piece)
			at = len(rest) - len(piece)
		}
		if !ok || at < 0 {
			return nil
		}
		parts, rest = append(parts, rest[:at]), rest[at+len(piece):]
	}
	return parts
}

// hiddenIn collects what is shown in another way within a value that is JSON.
func hiddenIn(v, shown any, parts *[]string) {
	switch v := v.(type) {
	case map[string]any:
		other, _ := shown.(map[string]any)
		for _, key := range SortedKeys(v) {
			hiddenIn(v[key], other[key], parts)
		}
	case []any:
		other, _ := shown.([]any)
		for i, part := range v {
			if i < len(other) {
				hiddenIn(part, other[i], parts)
			}
		}
	case string:
		if text, _ := shown.(string); text != v {
			*parts = append(*parts, Masked{value: v, shown: text}.parts()...)
		}
	}
}
