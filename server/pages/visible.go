package pages

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/clouddrift/guardian/models"
)

// maxIndented is how deep a value lies at most that is written with indentation: of one
// that lies deeper, the spaces would be most.
const maxIndented = 40

// indented is a value as JSON over several lines, names sorted, numbers as stored.
func indented(v any) string {
	if deeper(v, maxIndented) {
		return asJSON(v, "")
	}
	return asJSON(v, "  ")
}

// deeper says whether lists and objects lie in one another more than so many times.
func deeper(v any, levels int) bool {
	if levels < 0 {
		return true
	}
	switch v := v.(type) {
	case map[string]any:
		for _, part := range v {
			if deeper(part, levels-1) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(part any) bool { return deeper(part, levels-1) })
	}
	return false
}

func asJSON(v any, indent string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		panic(err) // v was decoded from JSON
	}
	return visibleJSON(strings.TrimSuffix(b.String(), "\n"))
}

// indentedJSON is a stored value over several lines.
func indentedJSON(j models.JSON) string {
	v, err := models.DecodeJSON(j)
	if err != nil {
		return string(j) // PostgreSQL keeps no such jsonb
	}
	return indented(v)
}

// visible writes out the characters that one cannot see, or that would turn the
// text around, as JSON does, so that two values that differ never look alike. A
// backslash stays as it is but before such an escape, written or found in the
// text, where it stands doubled.
func visible(s string) string {
	var b strings.Builder
	backslashes := 0 // right before r
	for i, r := range s {
		hidden := !unicode.IsPrint(r) && r != '\n' && r != '\t'
		if hidden || r == 'u' && fourHexDigits.MatchString(s[i+1:]) {
			b.WriteString(strings.Repeat(`\`, backslashes))
		}
		if hidden {
			writeEscape(&b, r)
		} else {
			b.WriteRune(r)
		}
		if backslashes++; r != '\\' {
			backslashes = 0
		}
	}
	return b.String()
}

var fourHexDigits = regexp.MustCompile(`^[0-9A-Fa-f]{4}`)

// visibleJSON is visible for a JSON text, in which backslashes are doubled already.
func visibleJSON(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) || r == '\n' {
			b.WriteRune(r)
		} else {
			writeEscape(&b, r)
		}
	}
	return b.String()
}

// writeEscape writes a character as JSON does, those beyond U+FFFF in two halves.
func writeEscape(b *strings.Builder, r rune) {
	if high, low := utf16.EncodeRune(r); high != unicode.ReplacementChar {
		fmt.Fprintf(b, `\u%04x\u%04x`, high, low)
		return
	}
	fmt.Fprintf(b, `\u%04x`, r)
}
