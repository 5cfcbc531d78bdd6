package pages

import (
	"encoding/json"
	"fmt"
	"strings"
)

// sensitive is what the import stores for a value that the report marks as secret.
const sensitive = "(sensitive)"

// A value longer than this is folded on a page.
const (
	foldRunes = 400
	foldLines = 16

	// excerptRunes is how much of a folded value is seen.
	excerptRunes = 120
)

// side is a value, or its absence, which JSON's null is not.
type side struct {
	Value   any
	Present bool
}

// shown is a value as a page shows it.
type shown struct {
	// Kind is string, number, bool, null, json, secret, absent or long (Size alone
	// stands for it); a style class.
	Kind string
	// Text is the value, what differs from the other side apart from the rest.
	Text marked
	// Full is the whole of a value that Text shows only a piece of; else nil.
	Full *marked
	// Size says how much is folded, such as "2,048 characters".
	Size string
}

// marked is a text of three parts, the middle of which is what differs.
type marked struct{ Before, Differs, After string }

func (m marked) whole() string { return m.Before + m.Differs + m.After }

// showPair shows two values side by side.
func showPair(expected, actual side) (e, a shown) {
	e, a = showValue(expected), showValue(actual)
	if e.Kind == "string" && a.Kind == "string" {
		e.Text, a.Text = markDifference(e.Text.Before, a.Text.Before)
	}
	fold(&e)
	fold(&a)
	return e, a
}

func showOne(s side) shown {
	v := showValue(s)
	fold(&v)
	return v
}

func showValue(s side) shown {
	if !s.Present {
		return shown{Kind: "absent"}
	}
	switch v := s.Value.(type) {
	case nil:
		return shown{Kind: "null", Text: marked{Before: "null"}}
	case bool:
		return shown{Kind: "bool", Text: marked{Before: fmt.Sprint(v)}}
	case json.Number:
		return shown{Kind: "number", Text: marked{Before: v.String()}}
	case string:
		if v == sensitive {
			return shown{Kind: "secret"}
		}
		return shown{Kind: "string", Text: marked{Before: visible(v)}}
	}
	return shown{Kind: "json", Text: marked{Before: indented(s.Value)}}
}

// markDifference finds what two texts have in common at either end. Texts with
// next to nothing in common are marked nowhere: they differ as a whole.
func markDifference(e, a string) (marked, marked) {
	x, y := []rune(e), []rune(a)
	head := 0
	for head < min(len(x), len(y)) && x[head] == y[head] {
		head++
	}
	tail := 0
	for tail < min(len(x), len(y))-head && x[len(x)-1-tail] == y[len(y)-1-tail] {
		tail++
	}
	if head == len(x) && head == len(y) || (head+tail)*3 < max(len(x), len(y)) {
		return marked{Before: e}, marked{Before: a}
	}
	cut := func(r []rune) marked {
		return marked{string(r[:head]), string(r[head : len(r)-tail]), string(r[len(r)-tail:])}
	}
	return cut(x), cut(y)
}

// fold keeps a long value's beginning, or where it differs the neighbourhood of
// that, and puts the whole aside.
func fold(s *shown) {
	whole := s.Text.whole()
	runes := []rune(whole)
	lines := strings.Count(whole, "\n") + 1
	if len(runes) <= foldRunes && lines <= foldLines {
		return
	}
	full := s.Text
	s.Full, s.Size = &full, grouped(int64(len(runes)))+" characters"
	if lines > 1 {
		s.Size += ", " + grouped(int64(lines)) + " lines"
	}
	if full.Differs == "" && full.After == "" { // unmarked: there is no neighbourhood
		s.Text = marked{Before: clip(firstLines(whole, 3), excerptRunes) + " …"}
		return
	}
	s.Text = marked{
		Before:  lastRunes(firstLine(full.Before, true), 40),
		Differs: clip(firstLines(full.Differs, 3), excerptRunes),
		After:   clip(firstLine(full.After, false), 40),
	}
}

// firstLine is the line next to the difference: the last one before it, or the
// first one after.
func firstLine(s string, before bool) string {
	if before {
		return s[strings.LastIndexByte(s, '\n')+1:]
	}
	line, _, _ := strings.Cut(s, "\n")
	return line
}
