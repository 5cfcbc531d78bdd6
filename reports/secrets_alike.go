package reports

import (
	"slices"
	"strings"
)

// alike are secrets that begin alike: those of one line are sorted once they are looked for,
// since there may be many of them.
type alike struct {
	lines, several []string
	sorted         bool
}

func (a *alike) add(secret string) {
	if strings.ContainsAny(secret, "\r\n") {
		a.several = append(a.several, secret)
		return
	}
	a.lines, a.sorted = append(a.lines, secret), false
}

// longest is the longest of them that a text begins with, as it stands there; "" is none.
func (a *alike) longest(text string) string {
	n := a.longestLine(text)
	for _, secret := range a.several {
		n = max(n, standsIn(text, secret))
	}
	return text[:n]
}

// longestLine is how long the longest of one line is.
func (a *alike) longestLine(text string) int {
	if !a.sorted {
		slices.Sort(a.lines)
		a.sorted = true
	}
	for {
		at, found := slices.BinarySearch(a.lines, text)
		if found {
			return len(text)
		}
		if at == 0 {
			return 0
		}
		// Whatever the text begins with is no longer than what it has in common with the one before it.
		n := commonLength(a.lines[at-1], text)
		if n == len(a.lines[at-1]) {
			return n
		}
		text = text[:n]
	}
}

// commonLength is how much two texts have in common at their beginning.
func commonLength(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// standsIn says how much of a text's beginning is a secret; 0 where it is not. The lines of
// one may be indented there, as in YAML, and end as on Windows.
func standsIn(text, secret string) int {
	if strings.HasPrefix(text, secret) {
		return len(secret)
	}
	at, first := 0, true
	for line := range strings.SplitSeq(secret, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if !first {
			end := len(text) - at - len(strings.TrimPrefix(text[at:], "\r"))
			if !strings.HasPrefix(text[at+end:], "\n") {
				return 0
			}
			at += end + 1 + indentation(text[at+end+1:])
			line = line[indentation(line):]
		}
		if !strings.HasPrefix(text[at:], line) {
			return 0
		}
		at, first = at+len(line), false
	}
	return at
}

// indentation is how many blanks a text begins with.
func indentation(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }
