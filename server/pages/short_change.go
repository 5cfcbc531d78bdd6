package pages

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

// shortChange is a place that changed, with its values where they fit on a line.
type shortChange struct {
	Key              string
	Expected, Actual string
	Values           bool
	Note             string // in place of the values
}

// A row shows so many changed places, short values alone, and nothing of a
// difference so large that decoding it for a list is a waste.
const (
	maxShortChanges  = 2
	maxShortValue    = 28
	maxShortDecoding = 16 << 10
)

func shortChanges(difference models.JSON) (list []shortChange, more int) {
	if len(difference) > maxShortDecoding {
		return nil, 0
	}
	object, err := difference.Object()
	if err != nil {
		return nil, 0 // PostgreSQL keeps no such jsonb
	}
	for _, key := range models.SortedKeys(object) {
		expected, actual := sidesOf(object[key])
		k := takeApart(key, expected, actual)
		more += k.MoreChanged
		for _, l := range k.Changed {
			if len(list) == maxShortChanges {
				more++
				continue
			}
			list = append(list, shortChangeOf(key, l, k.Secret))
		}
	}
	return list, more
}

func shortChangeOf(key string, l leaf, secret bool) shortChange {
	c := shortChange{Key: key + l.Path}
	e, fitsE := short(l.Expected)
	a, fitsA := short(l.Actual)
	switch {
	case secret:
		c.Note = "the secret differs"
	case l.Expected.Value == any(sensitive) || l.Actual.Value == any(sensitive):
		c.Note = "sensitive"
	case fitsE && fitsA:
		c.Expected, c.Actual, c.Values = e, a, true
	case !l.Expected.Present:
		c.Note = "added"
	case !l.Actual.Present:
		c.Note = "removed"
	default:
		c.Note = "long value"
	}
	return c
}

// short is a value in a few characters, where it is one that fits.
func short(v side) (string, bool) {
	if !v.Present {
		return "absent", true
	}
	switch value := v.Value.(type) {
	case nil:
		return "null", true
	case bool:
		return strconv.FormatBool(value), true
	case json.Number:
		return value.String(), len(value) <= maxShortValue
	case string:
		text := visible(value)
		return `"` + text + `"`, utf8.RuneCountInString(text) <= maxShortValue && !strings.Contains(text, "\n")
	}
	text := asJSON(v.Value, "")
	return text, utf8.RuneCountInString(text) <= maxShortValue
}
