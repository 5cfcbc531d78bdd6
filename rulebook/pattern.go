package rulebook

import (
	"fmt"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// pattern is a text in which * is any run of characters: what stands between its stars.
type pattern []string

func newPattern(text string) pattern { return strings.Split(text, "*") }

// everything says whether the pattern matches any text.
func (p pattern) everything() bool { return len(p) > 1 && strings.Join(p, "") == "" }

func (p pattern) match(text string) bool {
	last := len(p) - 1
	if last == 0 {
		return text == p[0]
	}
	text, ok := strings.CutPrefix(text, p[0])
	if !ok {
		return false
	}
	for _, part := range p[1:last] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, p[last])
}

// patterns is a list of which any suffices; nil asks for nothing, and matches.
type patterns []pattern

func newPatterns(texts []string) patterns {
	if texts == nil {
		return nil
	}
	ps := make(patterns, len(texts))
	for i, text := range texts {
		ps[i] = newPattern(text)
	}
	return ps
}

func (ps patterns) match(text string) bool {
	for _, p := range ps {
		if p.match(text) {
			return true
		}
	}
	return ps == nil
}

func (ps patterns) everything() bool {
	for _, p := range ps {
		if p.everything() {
			return true
		}
	}
	return ps == nil
}

// A path is matched as it is spelled here: its keys as they are, and in front of each step
// but a first key a byte that no key has. So a dot within a key is none between two, and
// an index is what it is to rules: one as good as another.
const (
	keyMark   = "\xff"
	indexMark = "\xfe"
)

// spell spells a path, and says where each of its steps ends.
func spell(path models.Path) (text string, ends []int) {
	var b strings.Builder
	for i, step := range path {
		switch {
		case step.Index != models.Member:
			b.WriteString(indexMark)
		case i > 0:
			b.WriteString(keyMark)
		}
		b.WriteString(step.Key)
		ends = append(ends, b.Len())
	}
	return b.String(), ends
}

// spellPattern spells what a rule gives as a path. The error says what to write instead.
func spellPattern(text string) (string, error) {
	var b strings.Builder
	for rest := text; rest != ""; {
		first := len(rest) == len(text)
		switch {
		case strings.HasPrefix(rest, "[*]"):
			b.WriteString(indexMark)
			rest = rest[len("[*]"):]
		case strings.HasPrefix(rest, `["`):
			end := quotedEnd(rest)
			key, err := models.ParsePath(rest[:end])
			if err != nil {
				return "", fmt.Errorf("%s: the quoted key is not closed, or has an escape that is none", text)
			}
			if !first {
				b.WriteString(keyMark)
			}
			b.WriteString(key.Top())
			rest = rest[end:]
		case strings.HasPrefix(rest, "["):
			return "", fmt.Errorf("%s: brackets take [*] or a quoted key; the number of an element is another once one is put in front of it", text)
		default:
			name := rest
			if !first {
				if rest[0] != '.' {
					return "", fmt.Errorf("%s: a dot is missing after a bracket", text)
				}
				name = rest[1:]
				b.WriteString(keyMark)
			}
			name = name[:nameEnd(name)]
			if plain := strings.ReplaceAll(name, "*", "a"); (models.Path{}).Key(plain).String() != plain || name == "" {
				return "", fmt.Errorf("%s: a name that has other characters than letters, digits, _ and - wants brackets and quotes: labels[\"a.b/c\"]", text)
			}
			b.WriteString(name)
			rest = strings.TrimPrefix(rest, ".")[len(name):]
		}
	}
	return b.String(), nil
}

// nameEnd says where a name ends: at a dot or a bracket.
func nameEnd(s string) int {
	if end := strings.IndexAny(s, ".["); end >= 0 {
		return end
	}
	return len(s)
}

// quotedEnd says where a key in brackets and quotes ends, or the whole text.
func quotedEnd(s string) int {
	for i := len(`["`); i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return min(i+len(`"]`), len(s))
		}
	}
	return len(s)
}
