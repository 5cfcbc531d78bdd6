package models

import (
	"maps"
	"slices"
)

// Change is one place where the two states of a drift differ. Its path goes as
// deep as both sides have the same kind of value; where one side lacks a subtree
// or has another kind of value, it ends there. A list that holds the same elements
// in another order is one change, at the list.
type Change struct {
	// Path is where; an index is the element's place in the actual list, or in the
	// expected one where only that side has the element.
	Path Path
	// Expected and Actual are the two values; nil also where a side has none.
	Expected, Actual any
	// InExpected and InActual say which side has a value there; one has at least.
	InExpected, InActual bool
}

// Changes lists where two states differ, in the order of their keys. Nil maps
// count as empty. Of a resource that is gone (actual is empty) every expected key
// that is not empty is a change, as in [Difference]. Elements of lists are paired
// before they are compared: equal ones first, then those that are equal but for what
// people read, then by what names them (`name`, `id`, `key` and the like), then by their
// place, so that an element that was inserted in front is one change.
func Changes(expected, actual map[string]any) []Change {
	w := changeWalk{}
	if len(actual) == 0 {
		for _, key := range SortedKeys(expected) {
			if e := expected[key]; !EmptyJSON(e) {
				w.found = append(w.found, Change{Path: Path{}.Key(key), Expected: e, InExpected: true})
			}
		}
		return w.found
	}
	w.objects(Path{}, expected, actual)
	return w.found
}

type changeWalk struct{ found []Change }

func (w *changeWalk) values(at Path, e, a any) {
	switch e := e.(type) {
	case map[string]any:
		if a, same := a.(map[string]any); same {
			w.objects(at, e, a)
			return
		}
	case []any:
		if a, same := a.([]any); same {
			w.lists(at, e, a)
			return
		}
	}
	if !EqualJSON(e, a) {
		w.found = append(w.found, Change{at, e, a, true, true})
	}
}

func (w *changeWalk) objects(at Path, expected, actual map[string]any) {
	for _, key := range unionKeys(expected, actual) {
		e, inExpected := expected[key]
		a, inActual := actual[key]
		if inExpected && inActual {
			w.values(at.Key(key), e, a)
		} else {
			w.found = append(w.found, Change{at.Key(key), e, a, inExpected, inActual})
		}
	}
}

func unionKeys(a, b map[string]any) []string {
	keys := SortedKeys(a)
	for key := range b {
		if _, both := a[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func (w *changeWalk) lists(at Path, expected, actual []any) {
	p := pairElements(expected, actual)
	if p.reordered() {
		w.found = append(w.found, Change{at, expected, actual, true, true})
		return
	}
	for i, a := range actual {
		if j := p.ofActual[i]; j >= 0 {
			w.values(at.Index(i), expected[j], a)
		} else {
			w.found = append(w.found, Change{Path: at.Index(i), Actual: a, InActual: true})
		}
	}
	for j, e := range expected {
		if p.ofExpected[j] < 0 {
			w.found = append(w.found, Change{Path: at.Index(j), Expected: e, InExpected: true})
		}
	}
}

// pairing says which elements of two lists stand for one another; -1 is none.
type pairing struct {
	ofExpected, ofActual []int
	equal                int // how many of the pairs are equal
	inPlace              int // how many of those stand at the same index
}

func (p *pairing) pair(e, a int) { p.ofExpected[e], p.ofActual[a] = a, e }

// reordered: the same elements, at other places.
func (p *pairing) reordered() bool {
	return p.equal == len(p.ofExpected) && p.equal == len(p.ofActual) && p.inPlace < p.equal
}

// Partners gives the place in an expected list of what each element of the actual list is
// compared with, as [Changes] pairs them; -1 is nothing.
func Partners(expected, actual []any) []int { return pairElements(expected, actual).ofActual }

func pairElements(expected, actual []any) *pairing {
	p := &pairing{ofExpected: make([]int, len(expected)), ofActual: make([]int, len(actual))}
	for i := range p.ofExpected {
		p.ofExpected[i] = -1
	}
	for i := range p.ofActual {
		p.ofActual[i] = -1
	}
	p.equals(expected, actual)
	if p.equal < len(expected) && p.equal < len(actual) {
		left := min(len(expected), len(actual)) - p.equal
		left -= p.equalButFor(labels, expected, actual)
		for _, name := range identifying {
			if left > 0 {
				left -= p.named(name, expected, actual)
			}
		}
		p.byPlace()
	}
	return p
}

// equals pairs what is equal, at the same index first.
func (p *pairing) equals(expected, actual []any) {
	canonical := func(list []any) []string {
		texts := make([]string, len(list))
		for i, v := range list {
			texts[i] = string(appendCanonical(nil, v))
		}
		return texts
	}
	e, a := canonical(expected), canonical(actual)
	left := map[string][]int{}
	for i, text := range e {
		if i < len(a) && a[i] == text {
			p.pair(i, i)
			p.equal++
			p.inPlace++
		} else {
			left[text] = append(left[text], i)
		}
	}
	for i, text := range a {
		if same := left[text]; p.ofActual[i] < 0 && len(same) > 0 {
			p.pair(same[0], i)
			left[text] = same[1:]
			p.equal++
		}
	}
}

// labels are members that people read: what differs in them alone is still the same.
var labels = []string{"description", "Description", "comment", "Comment", "comments", "note", "notes", "tags", "Tags", "labels", "annotations"}

// equalButFor pairs objects that no other pair has taken and that are equal but for some
// members, in order. It says how many pairs it made.
func (p *pairing) equalButFor(members []string, expected, actual []any) (made int) {
	rest := func(v any) (text string, has bool) {
		object, _ := v.(map[string]any)
		others := maps.Clone(object)
		for _, name := range members {
			delete(others, name)
		}
		if len(others) == len(object) {
			return "", false
		}
		return string(appendCanonical(nil, others)), true
	}
	left := map[string][]int{}
	for i, v := range expected {
		if text, has := rest(v); has && p.ofExpected[i] < 0 {
			left[text] = append(left[text], i)
		}
	}
	for i, v := range actual {
		if text, has := rest(v); has && p.ofActual[i] < 0 && len(left[text]) > 0 {
			p.pair(left[text][0], i)
			left[text] = left[text][1:]
			made++
		}
	}
	return made
}

// identifying are the members that tell the elements of a list apart, the most
// telling first: those of Terraform's blocks, and of what AWS, Google and
// Kubernetes call theirs.
var identifying = []string{
	"name", "id", "key", "arn", "identifier", "sid", "rule_id", "rule_name", "device_name", "volume_id",
	"Name", "Id", "ID", "Key", "Arn", "ARN", "Sid", "LogicalId", "metadata",
}

// named pairs objects that no other pair has taken and that one member names alike,
// where it names one alone on each side. It says how many pairs it made.
func (p *pairing) named(name string, expected, actual []any) (made int) {
	index := func(list []any, partner []int) map[string]int {
		places := map[string]int{}
		for i, v := range list {
			object, _ := v.(map[string]any)
			value, has := object[name]
			if partner[i] >= 0 || !has || EmptyJSON(value) {
				continue
			}
			text := string(appendCanonical(nil, value))
			if _, twice := places[text]; twice {
				i = -1
			}
			places[text] = i
		}
		return places
	}
	known := index(expected, p.ofExpected)
	if len(known) == 0 {
		return 0
	}
	for text, a := range index(actual, p.ofActual) {
		if e, both := known[text]; both && e >= 0 && a >= 0 {
			p.pair(e, a)
			made++
		}
	}
	return made
}

// byPlace pairs what is left, in order.
func (p *pairing) byPlace() {
	e := 0
	for a := range p.ofActual {
		if p.ofActual[a] >= 0 {
			continue
		}
		for e < len(p.ofExpected) && p.ofExpected[e] >= 0 {
			e++
		}
		if e == len(p.ofExpected) {
			return
		}
		p.pair(e, a)
	}
}
