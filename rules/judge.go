package rules

import (
	"slices"
	"strings"

	"github.com/clouddrift/guardian/models"
)

// Judge holds what the table says of one resource type. It remembers what it was asked, and
// is safe for concurrent use.
type Judge struct {
	table                     *Table
	known                     bool
	grades, volatile, secrets []*patterns
	access, blocks            []*patterns
	// of Terraform's type that the type is under another name, if it is one
	bridgedGrades, bridgedVolatile, bridgedSecrets []*patterns
	bridgedKnown                                   bool         // that has a line for the whole of it
	asked                                          memo[Reason] // by the pattern of a path
}

// Reason is a severity and the line that gave it.
type Reason struct {
	Severity models.Severity
	// Line is nil where nothing speaks of the attribute, which is a warning.
	Line *Line
}

// FromTable says whether the table itself gave the severity, by type and path, and not words.
func (r Reason) FromTable() bool { return r.Line != nil && r.Line.Type != words }

// names says whether the line names what stands at a path, or the list that it is in.
func (r Reason) names(path models.Path) bool {
	if n := len(path); n > 0 && path[n-1].Index != models.Member {
		path = path[:n-1]
	}
	return r.Line != nil && len(path) > 0 && len(r.Line.steps) == len(path)
}

// For gives the judge of a resource type, by the tool's own name of it.
func (t *Table) For(typ string) *Judge {
	if j, is := t.judges.of(typ); is {
		return j.(*Judge)
	}
	j := &Judge{
		table: t, known: t.known[typ], asked: memo[Reason]{most: 200},
		grades: t.grades.matching(typ), volatile: t.volatile.matching(typ), secrets: t.secrets.matching(typ),
		access: t.access.matching(typ), blocks: t.blocks.matching(typ),
	}
	if other := t.bridgedType(typ); other != "" {
		j.bridgedGrades, j.bridgedVolatile, j.bridgedSecrets = t.grades.matching(other), t.volatile.matching(other), t.secrets.matching(other)
		j.bridgedKnown = t.known[other]
	}
	return t.judges.keep(typ, j).(*Judge)
}

// deepest gives the line that reaches deepest into a path; of those that reach
// equally deep the one that names the type most exactly.
func deepest(lists []*patterns, path models.Path, as spelling) (best *Line, reach int) {
	reach = -1
	for _, p := range lists {
		if l, r := p.find(path, as); l != nil && r > reach {
			best, reach = l, r
		}
	}
	return best, reach
}

// Grade says how grave a change is: the gravest of what it holds on either side.
// What is empty counts for nothing in it, unless it is all there is. Within texts that are
// JSON, such as the containers of a task, what differs counts where a line names it.
func (j *Judge) Grade(c models.Change) Reason {
	var worst Reason
	see := func(r Reason) {
		if worst.Severity == "" || r.Severity.AtLeast(worst.Severity) && r.Severity != worst.Severity {
			worst = r
		}
	}
	j.leaves(c.Path, c.Expected, see)
	j.leaves(c.Path, c.Actual, see)
	if worst.Severity == "" {
		worst = j.At(c.Path)
	}
	if worst.Severity != models.SeverityCritical && (j.known || j.bridgedGrades != nil) {
		for _, inner := range c.BehindCopies().InText() {
			at := append(slices.Clone(c.Path), inner.Path...)
			j.leaves(at, inner.Expected, see)
			j.leaves(at, inner.Actual, see)
		}
	}
	if worst.Severity == models.SeverityWarning && models.SecretDiffers(c.Expected, c.Actual) {
		worst.Severity = models.SeverityCritical
	}
	return worst
}

// leaves goes through what a value holds and is not empty.
func (j *Judge) leaves(at models.Path, v any, see func(Reason)) {
	if r := j.At(at); r.names(at) && r.Severity == models.SeverityCritical && !models.EmptyJSON(v) {
		see(r) // that the block is there is what guards, whatever is in it
	}
	switch v := v.(type) {
	case map[string]any:
		for key, part := range v {
			j.leaves(at.Key(key), part, see)
		}
	case []any:
		for i, part := range v {
			j.leaves(at.Index(i), part, see)
		}
	default:
		if models.EmptyJSON(v) {
			return
		}
		r := j.At(at)
		if m, is := v.(models.Masked); is && m.Whole() && !m.Copied() && r.Severity == models.SeverityWarning {
			r.Severity = models.SeverityCritical // a secret guards something
		}
		see(r)
	}
}

// At says how grave a change at a path is.
func (j *Judge) At(path models.Path) Reason {
	key := path.Pattern()
	if r, done := j.asked.of(key); done {
		return r
	}
	return j.asked.keep(key, j.judge(path))
}

func (j *Judge) judge(path models.Path) Reason {
	line, reach := deepest(j.grades, path, asWritten)
	if other, r := deepest(j.bridgedGrades, path, bridged); r >= max(reach, 1) || r >= 0 && reach < 0 && (j.bridgedKnown || other.Verdict == Critical) {
		return Reason{models.Severity(other.Verdict), other}
	}
	// Words judge what no line does, within what the resource is. What lies in a
	// label is a label: the Key of one of Tags is no key.
	if !j.known && reach < 1 {
		if l := j.table.judge(path); l != nil {
			line = l
		}
	}
	if line == nil {
		return Reason{Severity: models.SeverityWarning}
	}
	return Reason{models.Severity(line.Verdict), line}
}

// Unmanaged says how grave it is that a resource of the type is there and no code knows
// it: critical where what it is guards access or may act, else info.
func (j *Judge) Unmanaged() models.Severity {
	line, _ := deepest(j.access, models.Path{}, asWritten)
	acts := line != nil && (!j.known || !strings.Contains(line.Type, "*"))
	if acts || j.At(models.Path{}).Severity == models.SeverityCritical {
		return models.SeverityCritical
	}
	return models.SeverityInfo
}

// Volatile gives the line that says that the platform itself keeps changing what
// stands at a path, or nil.
func (j *Judge) Volatile(path models.Path) *Line {
	if line, _ := deepest(j.volatile, path, asWritten); line != nil {
		return line
	}
	line, _ := deepest(j.bridgedVolatile, path, bridged)
	return line
}
