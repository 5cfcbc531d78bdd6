package pages

import (
	"encoding/json"
	"slices"
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

// shortChanges begins with the gravest changes, whose paths are given.
func shortChanges(difference models.JSON, gravest []string) (list []shortChange, more int) {
	if len(difference) > maxShortDecoding {
		return nil, 0
	}
	changes, err := models.DifferenceChanges(difference)
	if err != nil {
		return nil, 0 // PostgreSQL keeps no such jsonb
	}
	for _, c := range gravestFirst(withoutEmpty(changes), gravest) {
		places := []models.Change{c}
		if inner := c.InText(); inner != nil {
			places = inner
			for i := range places {
				places[i].Path = slices.Concat(c.Path, places[i].Path)
			}
		}
		for _, place := range places {
			if len(list) == maxShortChanges {
				more++
				continue
			}
			list = append(list, shortChangeOf(place))
		}
	}
	return list, more
}

// withoutEmpty leaves out what is empty on both sides, which no scan counts, where there is more than that.
func withoutEmpty(changes []models.Change) []models.Change {
	counting := slices.DeleteFunc(slices.Clone(changes), func(c models.Change) bool { return models.EmptyJSON(c.Expected) && models.EmptyJSON(c.Actual) })
	if len(counting) == 0 {
		return changes
	}
	return counting
}

// gravestFirst puts the changes at these paths first, in their order; an element of a list may stand elsewhere than it did.
func gravestFirst(changes []models.Change, gravest []string) []models.Change {
	if len(gravest) == 0 {
		return changes
	}
	rank := map[string]int{}
	for i, path := range models.Patterns(gravest) {
		rank[path] = i - len(gravest)
	}
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b models.Change) int { return rank[a.Path.Pattern()] - rank[b.Path.Pattern()] })
	return changes
}

func shortChangeOf(change models.Change) shortChange {
	c := shortChange{Key: change.Path.String()}
	expected, actual := side{change.Expected, change.InExpected}, side{change.Actual, change.InActual}
	e, fitsE := short(expected)
	a, fitsA := short(actual)
	switch {
	case expected.Present && actual.Present && models.EqualJSON(expected.Value, actual.Value):
		c.Note = "the secret differs"
	case expected.Value == any(sensitive) || actual.Value == any(sensitive):
		c.Note = "sensitive"
	case fitsE && fitsA:
		c.Expected, c.Actual, c.Values = e, a, true
	case !expected.Present:
		c.Note = "added"
	case !actual.Present:
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
