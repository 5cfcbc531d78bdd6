package rules

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/clouddrift/guardian/models"
)

//go:embed table.tsv
var embedded string

// Verdict is what a line of the table says.
type Verdict string

// The verdicts of the table. The first three are the severities of a change.
const (
	// Critical: the attribute guards access or data.
	Critical Verdict = "critical"
	// Warning: it does neither that nor only label.
	Warning Verdict = "warning"
	// Info: only people read it.
	Info Verdict = "info"
	// Volatile: the platform itself keeps changing it.
	Volatile Verdict = "volatile"
	// Secret: its value is a secret, marked or not.
	Secret Verdict = "secret"
	// Plain: its value is none, though its name says so.
	Plain Verdict = "plain"
	// Access, of a whole resource, path *: that one is there which no code knows is
	// critical, though what changes in it may be less. A pattern holds for the types
	// alone that have no line for the whole of them.
	Access Verdict = "access"
	// Block: that such a block is there says something, though nothing is in it, as
	// `allow {}` does.
	Block Verdict = "block"
)

// words stands in the place of the type in lines that judge by the words of a name.
const words = "~"

// Line is one line of the table.
type Line struct {
	Verdict Verdict
	// Type is a resource type, or a pattern of types in which * is any run of characters.
	Type string
	// Path is a path in which every index is [*]; `*` is the whole resource, and
	// **.name the member of that name at any depth. Of a line by words it is the words.
	Path string
	// Note says what it guards; of a line by words, what such words guard; of a
	// volatile attribute, where its documentation says so.
	Note string

	steps models.Path
}

// Table is what is known of the attributes of resources.
type Table struct {
	lines []*Line
	known map[string]bool // types that have a line for the whole of them
	// spelled has those by their letters, once it was asked for.
	spelled   map[string]string
	spellOnce sync.Once

	grades, volatile, secrets, access, blocks kind
	guards, harmless                          []wordLine
	hidden, plain                             []wordLine

	judges memo[any]  // the [*Judge] of each type, which stands on the table
	hiding memo[bool] // whether a name means a secret, of which the resources of a report have the same few
}

// kind holds the lines of one kind of verdict, by type.
type kind struct {
	exact map[string]*patterns
	types []typePatterns // patterns of types, the longest first
}

type typePatterns struct {
	pattern string
	lines   *patterns
}

// Default is the table that comes with the program.
var Default = sync.OnceValue(func() *Table {
	t, err := Parse(embedded)
	if err != nil {
		panic("rules: table.tsv: " + err.Error()) // a test reads every line
	}
	return t
})

// Parse reads a table: lines of verdict, type, path and note with a tab between;
// empty lines and those that begin with # do not count. Its errors name the line.
func Parse(text string) (*Table, error) {
	t := &Table{known: map[string]bool{}, judges: memo[any]{most: 1000}, hiding: memo[bool]{most: 10_000}}
	n := 0
	for raw := range strings.Lines(text) {
		n++
		raw = strings.TrimRight(raw, "\r\n")
		if raw == "" || strings.HasPrefix(raw, "#") {
			continue
		}
		fields := strings.Split(raw, "\t")
		if len(fields) != 4 {
			return nil, fmt.Errorf("line %d has %d columns, want verdict, type, path and note", n, len(fields))
		}
		l := &Line{Verdict: Verdict(fields[0]), Type: fields[1], Path: fields[2], Note: fields[3]}
		if err := t.add(l); err != nil {
			return nil, fmt.Errorf("line %d, %s %s: %w", n, l.Type, l.Path, err)
		}
	}
	return t, nil
}

// Lines gives every line, in the order of the file.
func (t *Table) Lines() []*Line { return slices.Clone(t.lines) }

func (t *Table) add(l *Line) error {
	t.lines = append(t.lines, l)
	if l.Type == words {
		return t.addWords(l)
	}
	if err := l.parsePath(); err != nil {
		return err
	}
	into := &t.grades
	switch l.Verdict {
	case Critical, Warning, Info:
		if l.Path == "*" && !strings.Contains(l.Type, "*") {
			t.known[l.Type] = true
		}
	case Volatile:
		into = &t.volatile
	case Secret, Plain:
		into = &t.secrets
	case Block:
		into = &t.blocks
	case Access:
		if into = &t.access; l.Path != "*" {
			return fmt.Errorf("access is of a whole resource, path *")
		}
	default:
		return fmt.Errorf("%q is no verdict", l.Verdict)
	}
	if taken := into.of(l.Type).add(l); taken != nil {
		return fmt.Errorf("stands twice")
	}
	return nil
}

// parsePath reads the path into steps, each [*] as the index 0.
func (l *Line) parsePath() (err error) {
	if name, ok := strings.CutPrefix(l.Path, anywhere); ok {
		if name == "" || strings.ContainsAny(name, ".[") {
			return fmt.Errorf("**. takes one name")
		}
		return nil
	}
	if l.Path == "*" {
		return nil
	}
	// A * in a name is read as a letter that stands in no name, and put back.
	const star = "ꙮ"
	text := strings.ReplaceAll(strings.ReplaceAll(l.Path, "[*]", "[0]"), "*", star)
	if l.steps, err = models.ParsePath(text); err != nil {
		return err
	}
	for i := range l.steps {
		l.steps[i].Key = strings.ReplaceAll(l.steps[i].Key, star, "*")
	}
	return nil
}

// of gives the lines of a type, or of a pattern of types.
func (k *kind) of(typ string) *patterns {
	if !strings.Contains(typ, "*") {
		if k.exact == nil {
			k.exact = map[string]*patterns{}
		}
		if k.exact[typ] == nil {
			k.exact[typ] = &patterns{}
		}
		return k.exact[typ]
	}
	for _, p := range k.types {
		if p.pattern == typ {
			return p.lines
		}
	}
	p := typePatterns{typ, &patterns{}}
	k.types = append(k.types, p)
	slices.SortStableFunc(k.types, func(a, b typePatterns) int { return len(b.pattern) - len(a.pattern) })
	return p.lines
}

// matching gives the lines that speak of a type, the most exact first.
func (k *kind) matching(typ string) []*patterns {
	var list []*patterns
	if p := k.exact[typ]; p != nil {
		list = append(list, p)
	}
	for _, p := range k.types {
		if glob(p.pattern, typ) {
			list = append(list, p.lines)
		}
	}
	return list
}
