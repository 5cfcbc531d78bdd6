package rulebook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/clouddrift/guardian/models"
)

// reader makes rules of blocks, and says what is wrong with them.
type reader struct {
	now      time.Time
	diags    hcl.Diagnostics
	broken   bool // some blocks were not understood, so that what is missing says nothing
	lines    []*line
	channels map[string]Channel
	owners   map[string]bool
	taken    map[string]hcl.Range // by key, where it stands
	blocks   map[string]int       // of owners, by name, how many there are so far
}

func (r *reader) fail(at hcl.Range, summary, format string, args ...any) {
	if at.Start.Line > 0 || !r.broken {
		r.diags = append(r.diags, problem(at, summary, fmt.Sprintf(format, args...))...)
	}
}

func (r *reader) read(b fileBlocks) {
	for _, c := range b.Channels {
		l := r.line(KindChannel, c.Name, c.NameAt, c.At)
		l.to = []Channel{{c.Name, r.variable(c.URLFrom, c.URLFromAt)}}
		r.channels[c.Name] = l.to[0]
	}
	for _, o := range b.Owners {
		l := r.line(KindOwner, o.Name, o.NameAt, o.At)
		r.owners[o.Name] = true
		l.scope, l.typ, l.address = r.patterns(o.Scope, o.ScopeAt), r.patterns(o.Type, o.TypeAt), r.patterns(o.Address, o.AddressAt)
		l.tags = r.tags(o.Tags, o.TagsAt)
	}
	for _, i := range b.Ignores {
		l := r.line(KindIgnore, i.Name, i.NameAt, i.At)
		l.scope, l.typ, l.address, l.path = r.patterns(i.Scope, i.ScopeAt), r.patterns(i.Type, i.TypeAt), r.patterns(i.Address, i.AddressAt), r.paths(i.Path, i.PathAt)
		l.Until = r.end(i.Until, i.UntilAt)
		if l.Reason = i.Reason; strings.TrimSpace(i.Reason) == "" {
			r.fail(i.ReasonAt, "Empty reason", "Say why it is ignored: whoever reads what was left out has nothing else.")
		}
		r.narrow(l, i.Everything, "ignored")
	}
	for _, g := range b.Grades {
		l := r.line(KindGrade, g.Name, g.NameAt, g.At)
		l.scope, l.typ, l.address, l.path = r.patterns(g.Scope, g.ScopeAt), r.patterns(g.Type, g.TypeAt), r.patterns(g.Address, g.AddressAt), r.paths(g.Path, g.PathAt)
		l.Until, l.Reason, l.Severity = r.end(g.Until, g.UntilAt), g.Reason, r.severity(g.Severity, g.SeverityAt)
		r.narrow(l, g.Everything, "graded alike")
	}
	for i, d := range b.Dues {
		l := r.line(KindDue, strconv.Itoa(i+1), hcl.Range{}, d.At)
		l.owner, l.scope, l.Within = r.ownersNamed(d.Owner, d.OwnerAt), r.patterns(d.Scope, d.ScopeAt), r.within(d.Within, d.WithinAt)
		if d.Severity != nil {
			l.severities = []models.Severity{r.severity(*d.Severity, d.SeverityAt)}
		}
	}
	for i, t := range b.Tells {
		l := r.line(KindTell, strconv.Itoa(i+1), hcl.Range{}, t.At)
		l.owner, l.scope = r.ownersNamed(t.Owner, t.OwnerAt), r.patterns(t.Scope, t.ScopeAt)
		r.filled(t.Severity, t.SeverityAt)
		for _, s := range t.Severity {
			l.severities = append(l.severities, r.severity(s, t.SeverityAt))
		}
		l.to = r.to(t.To, t.ToAt)
	}
}

// line begins a rule. Of due and tell the name is their number.
func (r *reader) line(kind Kind, name string, nameAt, at hcl.Range) *line {
	l := &line{Rule: Rule{Kind: kind, Name: name, Key: string(kind) + " " + models.QuoteKey(name), Line: at.Start.Line}, at: at}
	r.lines = append(r.lines, l)
	if kind == KindDue || kind == KindTell {
		l.Name, l.Key = "", string(kind)+"["+name+"]"
		return l
	}
	if name != strings.TrimSpace(name) || name == "" || utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) {
		r.fail(nameAt, "Not a name", "A name has 1 to %d characters, all of them printable, and no blanks around it.", longestName)
	}
	if kind == KindOwner {
		r.blocks[name]++
	}
	before, twice := r.taken[l.Key]
	switch {
	case twice && kind == KindOwner:
		l.Key = fmt.Sprintf("%s[%d]", l.Key, r.blocks[name])
	case twice:
		r.fail(nameAt, "Name stands twice", "Line %d has %s of this name already; what it did is counted by its name.", before.Start.Line, article(kind))
	}
	r.taken[l.Key] = nameAt
	return l
}

func article(kind Kind) string {
	if kind == KindIgnore {
		return "an " + string(kind)
	}
	return "a " + string(kind)
}

// longestName is how many characters a name has at most.
const longestName = 200

// filled refuses a list that is given and has nothing in it.
func (r *reader) filled(texts []string, at hcl.Range) {
	if texts != nil && len(texts) == 0 {
		r.fail(at, "Empty list", "An empty list matches nothing. Leave the attribute out where anything will do.")
	}
}

func (r *reader) patterns(texts []string, at hcl.Range) patterns {
	r.filled(texts, at)
	if slices.Contains(texts, "") {
		r.fail(at, "Empty pattern", "An empty text matches nothing.")
	}
	return newPatterns(texts)
}

func (r *reader) paths(texts []string, at hcl.Range) patterns {
	spelled := slices.Clone(texts)
	for i, text := range texts {
		s, err := spellPattern(text)
		if err != nil {
			r.fail(at, "Not a path", "%v.", err)
		}
		spelled[i] = s
	}
	return r.patterns(spelled, at)
}

// ownersNamed takes "" for drifts that nobody owns.
func (r *reader) ownersNamed(texts []string, at hcl.Range) patterns {
	r.filled(texts, at)
	for _, name := range texts {
		if name != "" && !strings.Contains(name, "*") && !r.owners[name] {
			r.fail(at, "Unknown owner", "No owner block is called %q%s.", name, among(r.owners))
		}
	}
	return newPatterns(texts)
}

func (r *reader) tags(texts map[string]string, at hcl.Range) map[string]pattern {
	if texts != nil && len(texts) == 0 {
		r.fail(at, "Empty map", "Leave the attribute out where any tags will do.")
	}
	tags := map[string]pattern{}
	for name, value := range texts {
		tags[name] = newPattern(value)
	}
	return tags
}

func (r *reader) severity(text string, at hcl.Range) models.Severity {
	s := models.Severity(text)
	if !slices.Contains(models.Severities(), s) {
		r.fail(at, "Unknown severity", "A severity is %s, not %q.", strings.Join(models.Texts(models.Severities()), ", "), text)
	}
	return s
}

func (r *reader) end(text *string, at hcl.Range) *time.Time {
	if text == nil {
		return nil
	}
	t, err := models.ParseTime(*text)
	switch {
	case err != nil:
		r.fail(at, "Not a time", "It %v.", err)
	case !r.now.IsZero() && !t.After(r.now):
		r.fail(at, "End in the past", "It is %s already. Give a later end, or take the rule out.", r.now.UTC().Format(time.RFC3339))
	}
	return &t
}

func (r *reader) within(text string, at hcl.Range) time.Duration {
	d, is := models.ParseSpan(text)
	if !is || d == 0 {
		r.fail(at, "Not a duration", "It takes a number of seconds, minutes, hours, days or weeks, such as 30m, 24h, 7d or 2w, not %q.", text)
	}
	return d
}

// variable is the name of one in the environment.
var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,199}$`)

func (r *reader) variable(name string, at hcl.Range) string {
	if !variable.MatchString(name) {
		r.fail(at, "Not the name of a variable", "It takes the name of an environment variable, such as ONCALL_URL, and never the address itself, which is a secret. If this is one, it is known to whoever can read the file: make a new one.")
	}
	return name
}

func (r *reader) to(names []string, at hcl.Range) (channels []Channel) {
	if len(names) == 0 {
		r.fail(at, "Tells nobody", "It takes a list of names of channels.")
	}
	for _, name := range names {
		c, known := r.channels[name]
		if !known {
			r.fail(at, "Unknown channel", "No channel block is called %q%s.", name, among(r.channels))
		}
		channels = append(channels, c)
	}
	return channels
}

func among[V any](names map[string]V) string {
	if len(names) == 0 || len(names) > 10 {
		return ""
	}
	return "; there is " + strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}

// narrow refuses a rule for everything that does not say so.
func (r *reader) narrow(l *line, everything bool, become string) {
	if !r.broken && !everything && l.scope.everything() && l.typ.everything() && l.address.everything() && l.path.everything() {
		r.fail(l.at, "Matches everything", "Every change of every resource would be %s. Narrow it by scope, type, address or path, or say everything = true.", become)
	}
}

// book puts the rules in the order of the file.
func (r *reader) book(body *hclsyntax.Body) *Book {
	ends := map[int]int{}
	for _, block := range body.Blocks {
		ends[block.DefRange().Start.Byte] = block.CloseBraceRange.End.Line
	}
	slices.SortFunc(r.lines, func(a, b *line) int { return a.at.Start.Byte - b.at.Start.Byte })
	b := &Book{}
	for _, l := range r.lines {
		l.End = ends[l.at.Start.Byte]
		b.rules = append(b.rules, l.Rule)
		switch l.Kind {
		case KindIgnore:
			b.ignores = append(b.ignores, l)
		case KindGrade:
			b.grades = append(b.grades, l)
		case KindOwner:
			b.owners = append(b.owners, l)
		case KindDue:
			b.dues = append(b.dues, l)
		case KindTell:
			b.tells = append(b.tells, l)
		}
	}
	return b
}
