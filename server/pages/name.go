package pages

import (
	"html/template"
	"strings"
	"unicode/utf8"
)

// maxName is how many characters of a name, such as an address, a list shows. A
// page that shows one thing shows all of it, folded beyond maxUnfolded, up to maxText.
const (
	maxName     = 120
	maxUnfolded = 200
	maxText     = 2000
)

// maxEnd is how many characters of the end of a name stay where it is cut: names that
// begin alike differ there.
const maxEnd = 12

// cut is as much of a name as a list shows: its beginning and its end.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= maxName {
		return s
	}
	r := []rune(s)
	return string(r[:maxName-maxName/3]) + "…" + string(r[len(r)-maxName/3:])
}

// middle writes a name so that a narrow column hides its middle and not its end.
func middle(s string) template.HTML {
	s = cut(s)
	r := []rune(s)
	if len(r) <= 2*maxEnd {
		return soft(s)
	}
	at := len(r) - maxEnd
	return `<span class="start">` + soft(string(r[:at])) + "</span>" + soft(string(r[at:]))
}

// most is as much of a name, or of what somebody wrote, as a page of one thing shows.
func most(s string) string { return clip(s, maxText) }

// foldedName is a name that is long enough to be folded.
func foldedName(s string) bool { return utf8.RuneCountInString(s) > maxUnfolded }

// maxPrefix is the length of the longest word that an id begins with, as in vol-0a1.
const maxPrefix = 3

// softPieces cuts a name after the characters at which a line may break, so that a
// long address breaks between its words. The i- of an id stays with the id.
func softPieces(s string) []string {
	var pieces []string
	start := 0
	for i, r := range s {
		if strings.ContainsRune("_./:-", r) && i > start && (r != '-' || i-start > maxPrefix) {
			pieces = append(pieces, s[start:i+1])
			start = i + 1
		}
	}
	return append(pieces, s[start:])
}

// maxScope is how many characters of a scope stand in a row.
const maxScope = 32

// shortScope is a scope's last parts, as many as fit.
func shortScope(scope string) string {
	if len([]rune(scope)) <= maxScope {
		return scope
	}
	parts := strings.Split(scope, "/")
	short := parts[len(parts)-1]
	if len([]rune(short)) > maxScope {
		return lastRunes(short, maxScope)
	}
	for i := len(parts) - 2; i > 0 && len([]rune(short))+len([]rune(parts[i])) < maxScope-2; i-- {
		short = parts[i] + "/" + short
	}
	return "…/" + short
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func lastRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return "…" + string(r[len(r)-n:])
	}
	return s
}

func firstLines(s string, n int) string {
	lines := strings.SplitN(s, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n")
}

// soft writes a name so that a long one breaks between its words.
func soft(s string) template.HTML {
	var b strings.Builder
	for i, piece := range softPieces(s) {
		if i > 0 {
			b.WriteString("<wbr>")
		}
		b.WriteString(template.HTMLEscapeString(piece))
	}
	return template.HTML(b.String())
}
