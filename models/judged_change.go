package models

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// JudgedChange is a change as an import judged it, without secrets: what is kept of
// it on the occurrence, since tables and rules change.
type JudgedChange struct {
	// Path is where, as [Path.String] writes it.
	Path string `json:"path"`
	// Expected and Actual are the two values; empty where a side has none.
	Expected JSON `json:"expected,omitempty"`
	Actual   JSON `json:"actual,omitempty"`
	// Severity is how grave the change is by itself.
	Severity Severity `json:"severity"`
	// InCode says whether the code sets the attribute; nil is not known.
	InCode *bool `json:"inCode,omitempty"`
	// NextApply is what the next apply does about it.
	NextApply NextApply `json:"nextApply,omitempty"`
	// Noise is the rule by which the change is none, "" for one that counts.
	Noise string `json:"noise,omitempty"`
	// Rule names the team's own rule that ignored or graded the change, by its key in
	// the rules of then; "" where none did.
	Rule string `json:"rule,omitempty"`
	// Fingerprint tells two secrets apart that are both shown as [Redacted]; ""
	// where there is none, or no key to make it with.
	Fingerprint string `json:"fingerprint,omitempty"`
}

// EncodeChanges writes judged changes as they are stored.
func EncodeChanges(changes []JudgedChange) JSON {
	if changes == nil {
		changes = []JudgedChange{}
	}
	return MustJSON(changes)
}

// DecodeChanges reads what EncodeChanges wrote; nothing is none.
func DecodeChanges(raw JSON) ([]JudgedChange, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var changes []JudgedChange
	err := json.Unmarshal(raw, &changes)
	return changes, err
}

// PlacesOf gives where the changes are that are no noise, each place once, in order;
// an index is written as [*], since the place of an element says nothing about it.
func PlacesOf(changes []JudgedChange) []string {
	places := []string{}
	for _, c := range changes {
		if c.Noise == "" {
			places = append(places, pattern(c.Path))
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// Patterns are paths with every index as [*], each once, in their order.
func Patterns(paths []string) (patterns []string) {
	for _, path := range paths {
		if p := pattern(path); !slices.Contains(patterns, p) {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// pattern is a path with every index as [*].
func pattern(path string) string {
	if p, err := ParsePath(path); err == nil {
		return p.Pattern()
	}
	return path
}

// RecordedChanges are the changes of a drift of which none were kept, as one has
// that another client wrote: those between the two sides of each key of its
// difference, or the key as a whole where these agree, as masked secrets do. They are
// graded as warnings.
func RecordedChanges(difference JSON) ([]JudgedChange, error) {
	changes, err := DifferenceChanges(difference)
	list := make([]JudgedChange, len(changes))
	for i, c := range changes {
		list[i] = c.Judged(SeverityWarning)
	}
	return list, err
}

// DifferenceChanges are the changes that a difference tells of, in the order of its keys.
func DifferenceChanges(difference JSON) ([]Change, error) {
	keys, err := difference.Object()
	var list []Change
	for _, key := range SortedKeys(keys) {
		sides, _ := keys[key].(map[string]any)
		whole := Change{Path: Path{}.Key(key)}
		whole.Expected, whole.InExpected = sides["expected"]
		whole.Actual, whole.InActual = sides["actual"]
		w := changeWalk{}
		if whole.InExpected && whole.InActual {
			w.values(whole.Path, whole.Expected, whole.Actual)
		}
		if len(w.found) == 0 {
			w.found = []Change{whole}
		}
		list = append(list, w.found...)
	}
	return list, err
}

// Judged gives the change as it is kept, with a severity and nothing else said of it.
func (c Change) Judged(s Severity) JudgedChange {
	j := JudgedChange{Path: c.Path.String(), Severity: s}
	if c.InExpected {
		j.Expected = MustJSON(c.Expected)
	}
	if c.InActual {
		j.Actual = MustJSON(c.Actual)
	}
	return j
}

// SecretDiffers says whether what differs is not kept: both sides are masked alike.
func (j JudgedChange) SecretDiffers() bool {
	return len(j.Expected) > 0 && len(j.Actual) > 0 && canonicalSide(j.Expected) == canonicalSide(j.Actual)
}

// Change gives back what was judged. What was masked is the text [Redacted] now.
func (j JudgedChange) Change() (Change, error) {
	p, err := ParsePath(j.Path)
	c := Change{Path: p, InExpected: len(j.Expected) > 0, InActual: len(j.Actual) > 0}
	if err == nil && c.InExpected {
		c.Expected, err = DecodeJSON(j.Expected)
	}
	if err == nil && c.InActual {
		c.Actual, err = DecodeJSON(j.Actual)
	}
	return c, err
}

// SameDrift says whether a detection whose changes are seen is a repeat of a drift
// whose changes are recorded, both as judged today: the same places differ, every
// index written as [*], and each place that either calls critical, of an approved
// drift every place, has the same values. So a value that wanders is no new drift
// each night, and an approval never covers a further change. Noise does not count.
func SameDrift(recorded, seen []JudgedChange, approved bool) bool {
	was, is := byPlace(recorded), byPlace(seen)
	if len(was) != len(is) {
		return false
	}
	for pattern, before := range was {
		now, both := is[pattern]
		if !both || (approved || before.critical || now.critical) && !before.sameValues(now) {
			return false
		}
	}
	return true
}

// AllSeen says whether a detection whose changes are seen tells of all in which a drift
// whose changes are recorded differs, both as judged today: of every place, and within a
// list of every element, as it is or as one that has changed again. Noise does not count.
func AllSeen(recorded, seen []JudgedChange) bool {
	is := byPlace(seen)
	for pattern, was := range byPlace(recorded) {
		now := is[pattern]
		if now == nil || strings.Contains(pattern, "[*]") && !was.allToldBy(now) {
			return false
		}
	}
	return true
}

// allToldBy says whether each value is at the other place too, or has changed again there:
// of two elements of a list the path does not tell which one it is.
func (p *place) allToldBy(o *place) bool {
	for _, v := range p.values {
		if !slices.ContainsFunc(o.values, func(now placeValue) bool { return now.same(v) || now.follows(v) }) {
			return false
		}
	}
	return true
}

// place is what differs at one place, or at those of a list that are alike.
type place struct {
	critical bool
	values   []placeValue
}

// placeValue is one change there, its sides as canonical JSON; "" is none.
type placeValue struct{ expected, actual, fingerprint string }

func (v placeValue) same(o placeValue) bool { return v.expected == o.expected && v.actual == o.actual }

// follows says whether v begins with what an earlier change came to: what has come goes,
// or what has gone comes back.
func (v placeValue) follows(earlier placeValue) bool {
	if earlier.actual != "" {
		return v.expected == earlier.actual
	}
	return v.actual == earlier.expected
}

func byPlace(changes []JudgedChange) map[string]*place {
	places := map[string]*place{}
	for _, c := range changes {
		if c.Noise != "" {
			continue
		}
		at := pattern(c.Path)
		if places[at] == nil {
			places[at] = &place{}
		}
		p := places[at]
		p.critical = p.critical || c.Severity == SeverityCritical
		p.values = append(p.values, placeValue{canonicalSide(c.Expected), canonicalSide(c.Actual), c.Fingerprint})
	}
	for _, p := range places {
		slices.SortFunc(p.values, func(a, b placeValue) int {
			return slices.Compare([]string{a.expected, a.actual, a.fingerprint}, []string{b.expected, b.actual, b.fingerprint})
		})
	}
	return places
}

func canonicalSide(raw JSON) string {
	if len(raw) == 0 {
		return ""
	}
	v, err := DecodeJSON(raw)
	if err != nil {
		return string(raw)
	}
	return CanonicalJSON(v)
}

// sameValues compares the values of two places. A secret that only one side has a
// fingerprint of is taken for the same.
func (p *place) sameValues(o *place) bool {
	return slices.EqualFunc(p.values, o.values, func(a, b placeValue) bool {
		return a.same(b) && (a.fingerprint == b.fingerprint || a.fingerprint == "" || b.fingerprint == "")
	})
}

// SameChanges says whether two lists say the same: as JSON values, in the same order.
func SameChanges(a, b []JudgedChange) bool { return slices.EqualFunc(a, b, JudgedChange.same) }

func (j JudgedChange) same(o JudgedChange) bool {
	inCode := j.InCode == nil && o.InCode == nil || j.InCode != nil && o.InCode != nil && *j.InCode == *o.InCode
	return inCode && j.Path == o.Path && j.Severity == o.Severity && j.NextApply == o.NextApply &&
		j.Noise == o.Noise && j.Rule == o.Rule && j.Fingerprint == o.Fingerprint &&
		sameSide(j.Expected, o.Expected) && sameSide(j.Actual, o.Actual)
}

// sameSide says whether two sides are the same JSON value, or are both none.
func sameSide(a, b JSON) bool { return bytes.Equal(a, b) || canonicalSide(a) == canonicalSide(b) }
