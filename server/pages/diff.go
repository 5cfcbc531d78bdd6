package pages

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// A page shows at most so many leaves of one key; the JSON has the rest.
const (
	maxChangedLeaves = 200
	maxSameLeaves    = 200
)

// leaf is one place inside a key at which the two sides differ, or do not. A
// place that one side lacks is a leaf as a whole, however much lies below it.
type leaf struct {
	// Path leads from the key to the place, such as [0].cidr_blocks[1]; "" is the key itself.
	Path     string
	Expected side
	Actual   side
}

// keyChange is one key of a drift's difference, taken apart down to the leaves.
type keyChange struct {
	Key     string
	Changed []leaf
	Same    []leaf
	// MoreChanged and MoreSame count the leaves beyond what a page shows.
	MoreChanged, MoreSame int
	// Secret: the sides differ only in values that are masked, so the leaves that
	// are masked stand for the change.
	Secret bool
	// JSONText: a string that holds JSON, such as a policy, was taken apart as well.
	JSONText bool
}

// takeApart compares the two sides of one key of a difference.
func takeApart(key string, expected, actual side) keyChange {
	w := walker{change: keyChange{Key: key}}
	w.walk("", expected, actual)
	k := w.change
	if len(k.Changed) == 0 { // the difference was computed before the secrets were masked
		k.Secret = true
		k.Changed, k.Same = splitMasked(k.Same)
	}
	if len(k.Changed) == 0 {
		k.Secret = false
		k.Changed = []leaf{{Expected: expected, Actual: actual}}
	}
	return k
}

func splitMasked(leaves []leaf) (masked, rest []leaf) {
	for _, l := range leaves {
		if l.Expected.Value == any(sensitive) {
			masked = append(masked, l)
		} else {
			rest = append(rest, l)
		}
	}
	return masked, rest
}

type walker struct{ change keyChange }

func (w *walker) walk(path string, expected, actual side) {
	if expected.Present && actual.Present {
		switch e := expected.Value.(type) {
		case map[string]any:
			if a, ok := actual.Value.(map[string]any); ok && len(e)+len(a) > 0 {
				w.objects(path, e, a)
				return
			}
		case []any:
			if a, ok := actual.Value.([]any); ok && len(e)+len(a) > 0 {
				w.lists(path, e, a)
				return
			}
		case string:
			if a, ok := actual.Value.(string); ok && e != a && w.jsonTexts(path, e, a) {
				return
			}
		}
	}
	w.leaf(leaf{path, expected, actual})
}

func (w *walker) leaf(l leaf) {
	if l.Expected.Present == l.Actual.Present && models.EqualJSON(l.Expected.Value, l.Actual.Value) {
		w.change.Same, w.change.MoreSame = appendUpTo(maxSameLeaves, w.change.Same, w.change.MoreSame, l)
		return
	}
	w.change.Changed, w.change.MoreChanged = appendUpTo(maxChangedLeaves, w.change.Changed, w.change.MoreChanged, l)
}

func appendUpTo(limit int, leaves []leaf, more int, l leaf) ([]leaf, int) {
	if len(leaves) < limit {
		return append(leaves, l), more
	}
	return leaves, more + 1
}

func (w *walker) objects(path string, expected, actual map[string]any) {
	names := slices.Collect(maps.Keys(expected))
	for name := range actual {
		if _, both := expected[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		e, inExpected := expected[name]
		a, inActual := actual[name]
		w.walk(path+member(name), side{e, inExpected}, side{a, inActual})
	}
}

// lists pairs the elements by index, after those that are equal at either end:
// so an element put in front of others is one addition, not a change of each.
func (w *walker) lists(path string, expected, actual []any) {
	head := 0
	for head < min(len(expected), len(actual)) && models.EqualJSON(expected[head], actual[head]) {
		w.walk(path+index(head), side{expected[head], true}, side{actual[head], true})
		head++
	}
	tail := 0
	for tail < min(len(expected), len(actual))-head &&
		models.EqualJSON(expected[len(expected)-1-tail], actual[len(actual)-1-tail]) {
		tail++
	}
	for i := head; i < max(len(expected), len(actual))-tail; i++ {
		w.walk(path+index(i), elementOf(expected, i, len(expected)-tail), elementOf(actual, i, len(actual)-tail))
	}
	for i := len(expected) - tail; i < len(expected); i++ {
		v := side{expected[i], true}
		w.walk(path+index(i), v, v)
	}
}

func elementOf(list []any, i, end int) side {
	if i >= end {
		return side{}
	}
	return side{list[i], true}
}

// jsonTexts takes two strings apart that both hold a JSON object or list, as
// policies do. Strings that differ only in how that JSON is written stay whole.
func (w *walker) jsonTexts(path, expected, actual string) bool {
	e, okE := jsonText(expected)
	a, okA := jsonText(actual)
	if !okE || !okA || models.EqualJSON(e, a) {
		return false
	}
	w.change.JSONText = true
	w.walk(path, side{e, true}, side{a, true})
	return true
}

func jsonText(s string) (any, bool) {
	s = strings.TrimSpace(s)
	if s == "" || s[0] != '{' && s[0] != '[' {
		return nil, false
	}
	v, err := models.DecodeJSON([]byte(s))
	return v, err == nil
}

func index(i int) string { return "[" + strconv.Itoa(i) + "]" }

// member writes .name, or ["na.me"] where a dot would lie.
func member(name string) string {
	if name == "" || strings.ContainsAny(name, `.[]" `) {
		return "[" + strconv.Quote(name) + "]"
	}
	return "." + name
}
