package importing

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// The columns' lengths in characters.
const (
	maxResourceID   = 255
	maxResourceType = 50
	maxRegion       = 50
)

// cut fits s into a column of so many characters. What is cut ends in ~ and the
// first 8 hex digits of its SHA-256, so that two long ids stay two.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return string([]rune(s)[:limit-9]) + "~" + hex.EncodeToString(sum[:4])
}

// withoutNUL puts U+FFFD in the place of U+0000, which PostgreSQL cannot store, in
// every string and name of a decoded value. Values are replaced in place.
func withoutNUL(v any) any {
	switch v := v.(type) {
	case string:
		return replaceNUL(v)
	case []any:
		for i, e := range v {
			v[i] = withoutNUL(e)
		}
	case map[string]any:
		for k, e := range v {
			if clean := replaceNUL(k); clean != k {
				delete(v, k)
				k = clean
			}
			v[k] = withoutNUL(e)
		}
	}
	return v
}

func replaceNUL(s string) string { return strings.ReplaceAll(s, "\x00", "\uFFFD") }

func hasNUL(s string) bool { return strings.ContainsRune(s, 0) }
