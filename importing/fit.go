package importing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
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
	return string([]rune(s)[:limit-9]) + "~" + digest(s)[:8]
}

// withoutNUL puts U+FFFD in the place of U+0000, which PostgreSQL cannot store, in
// every string and name of a decoded value. Values are replaced in place. A name that
// there is already gets ~ and the first 8 hex digits of its SHA-256 at its end.
func withoutNUL(v any) any {
	switch v := v.(type) {
	case string:
		return replaceNUL(v)
	case []any:
		for i, e := range v {
			v[i] = withoutNUL(e)
		}
	case map[string]any:
		var names []string
		for k, e := range v {
			if v[k] = withoutNUL(e); hasNUL(k) {
				names = append(names, k)
			}
		}
		slices.Sort(names)
		for _, k := range names {
			clean, sum := replaceNUL(k), k
			for _, taken := v[clean]; taken; _, taken = v[clean] {
				sum = digest(sum)
				clean = replaceNUL(k) + "~" + sum[:8]
			}
			v[clean] = v[k]
			delete(v, k)
		}
	}
	return v
}

// digest is the SHA-256 of a text in hex digits.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func replaceNUL(s string) string { return strings.ReplaceAll(s, "\x00", "\uFFFD") }

func hasNUL(s string) bool { return strings.ContainsRune(s, 0) }

// storable fits an entry's values to what PostgreSQL can store, or says why the
// ledger cannot keep it.
func storable(e *reports.Entry) error {
	for _, part := range [][2]string{
		{"address", e.Address}, {"previous address", e.PreviousAddress}, {"type", e.Type}, {"id", e.ID}, {"region", e.Region},
	} {
		if hasNUL(part[1]) {
			return fmt.Errorf("its %s holds U+0000, which PostgreSQL cannot store", part[0])
		}
	}
	for _, side := range []struct {
		name  string
		state map[string]any
	}{{"expected state", e.Expected}, {"actual state", e.Actual}} {
		withoutNUL(side.state)
		if err := models.CheckStorable(side.state); err != nil {
			return fmt.Errorf("its %s %w", side.name, err)
		}
	}
	return nil
}
