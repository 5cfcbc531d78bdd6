package models

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Path says where in a state a value stands: `vpc_config[0].endpoint_public_access`.
// The empty path is the state itself.
type Path []Step

// Step is one step of a [Path]: into an object by its key, or into a list by its index.
type Step struct {
	// Key is the key of an object's member; it may be any text, also "".
	Key string
	// Index is the place of a list's element, from 0; for a member it is [Member].
	Index int
}

// Member is the Index of a step into an object.
const Member = -1

// anyIndex stands for every index in a pattern.
const anyIndex = "[*]"

// Key gives the path of an object's member.
func (p Path) Key(name string) Path { return append(p[:len(p):len(p)], Step{name, Member}) }

// Index gives the path of a list's element.
func (p Path) Index(i int) Path { return append(p[:len(p):len(p)], Step{Index: i}) }

// Top is the first key, the one that stands in a drift's difference; "" for the empty path.
func (p Path) Top() string {
	if len(p) == 0 {
		return ""
	}
	return p[0].Key
}

// String writes the path as Terraform does: a key that is no plain name is quoted,
// as in `labels["a.b/c"]`.
func (p Path) String() string {
	return p.write(func(b *strings.Builder, i int) {
		b.WriteByte('[')
		b.WriteString(strconv.Itoa(i))
		b.WriteByte(']')
	})
}

// Pattern writes the path with every index as [*], since the place of an element
// in a list says nothing about what it is.
func (p Path) Pattern() string {
	return p.write(func(b *strings.Builder, _ int) { b.WriteString(anyIndex) })
}

func (p Path) write(index func(*strings.Builder, int)) string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.Index != Member:
			index(&b, s.Index)
		case plainName(s.Key):
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Key)
		default:
			b.WriteByte('[')
			b.WriteString(QuoteKey(s.Key))
			b.WriteByte(']')
		}
	}
	return b.String()
}

// plainName says whether a key needs no quotes in a path: a letter or an
// underscore, then letters, digits, underscores and hyphens.
func plainName(s string) bool {
	for i, r := range s {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || r != '-' && !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// QuoteKey quotes the key of an object or of an instance as Terraform's own
// language does.
func QuoteKey(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '"', r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteRune(r)
			b.WriteRune(r)
		case !unicode.IsPrint(r) && r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// ParsePath reads what [Path.String] wrote. Its errors say where the text goes wrong.
func ParsePath(text string) (Path, error) {
	var p Path
	for rest := text; rest != ""; {
		step, n, err := parseStep(rest, len(p) == 0)
		if err != nil {
			return nil, fmt.Errorf("%q is no path: %w at character %d", text, err, utf8.RuneCountInString(text[:len(text)-len(rest)])+1)
		}
		p, rest = append(p, step), rest[n:]
	}
	return p, nil
}

// parseStep reads the first step of rest and says how many bytes it takes.
func parseStep(rest string, first bool) (Step, int, error) {
	if strings.HasPrefix(rest, `["`) {
		key, n, err := unquoteKey(rest[1:])
		if err == nil && !strings.HasPrefix(rest[1+n:], "]") {
			err = fmt.Errorf("the bracket is not closed")
		}
		return Step{key, Member}, n + 2, err
	}
	if strings.HasPrefix(rest, "[") {
		digits, _, closed := strings.Cut(rest[1:], "]")
		index, err := strconv.ParseUint(digits, 10, 31)
		if err != nil || !closed {
			return Step{}, 0, fmt.Errorf("brackets take an index or a quoted key")
		}
		return Step{Index: int(index)}, len(digits) + 2, nil
	}
	name, dot := rest, 0
	if !first {
		if rest[0] != '.' {
			return Step{}, 0, fmt.Errorf("a dot or a bracket is missing")
		}
		name, dot = rest[1:], 1
	}
	if end := strings.IndexAny(name, ".["); end >= 0 {
		name = name[:end]
	}
	if !plainName(name) {
		return Step{}, 0, fmt.Errorf("%q is no plain name and wants brackets and quotes", name)
	}
	return Step{name, Member}, dot + len(name), nil
}

// unquoteKey reads a key that QuoteKey wrote and says how many bytes it takes.
func unquoteKey(s string) (string, int, error) {
	var b strings.Builder
	for i := 1; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"':
			return b.String(), i + 1, nil
		case r == '\\':
			r, _, tail, err := strconv.UnquoteChar(s[i:], '"')
			if err != nil {
				return "", 0, fmt.Errorf("an escape that is none")
			}
			b.WriteRune(r)
			size = len(s) - i - len(tail)
		case strings.HasPrefix(s[i:], "$${"), strings.HasPrefix(s[i:], "%%{"):
			b.WriteString(s[i+1 : i+3])
			size = 3
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return "", 0, fmt.Errorf("the quotes are not closed")
}
