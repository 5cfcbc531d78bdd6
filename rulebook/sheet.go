package rulebook

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// Subject is what is known of a resource.
type Subject struct {
	Scope string
	// Type is the reporting tool's own name; a rule may also give the ledger's, such as EC2.
	Type string
	// Address is the one that the code has now, or the report.
	Address string
	// Tags are the resource's own, of [TagsOf].
	Tags map[string]string
}

// Sheet is the rules that can hold for one resource. The nil one has none.
type Sheet struct {
	of  *group
	on  Subject
	now time.Time
}

// On gives the rules that can hold for a resource now: those past their end rest.
func (b *Book) On(on Subject, now time.Time) *Sheet {
	if b == nil {
		return nil
	}
	return &Sheet{b.group(on.Scope, on.Type), on, now}
}

// first gives the first of some rules for the resource's type and scope that holds for it.
func (s *Sheet) first(lines []*line) *line {
	for _, l := range lines {
		if l.address.match(s.on.Address) && !l.rests(s.now) {
			return l
		}
	}
	return nil
}

// Ignores gives the rule by which a change is ignored, nil for none: the first that
// covers its path, else the first of those that together cover all that it holds.
func (s *Sheet) Ignores(c models.Change) *Rule {
	if s == nil || len(s.of.ignores) == 0 {
		return nil
	}
	if l := s.first(s.of.at(placeOf(c.Path)).ignores); l != nil {
		return &l.Rule
	}
	var found *line
	for _, p := range held(c) {
		l := s.first(s.of.at(p).ignores)
		if l == nil {
			return nil
		}
		if found == nil || l.at.Start.Byte < found.at.Start.Byte {
			found = l
		}
	}
	return &found.Rule
}

// IgnoresWhole gives the rule by which the resource is ignored whatever becomes of it,
// gone and unmanaged too, nil for none.
func (s *Sheet) IgnoresWhole() *Rule {
	if s == nil {
		return nil
	}
	return ruleOf(s.whole(s.of.ignores))
}

// Grade says how grave a change is that is graded so without these rules, and which rule
// says so; nil where none does.
func (s *Sheet) Grade(c models.Change, without models.Severity) (models.Severity, *Rule) {
	if s == nil || len(s.of.grades) == 0 {
		return without, nil
	}
	var worst *line
	all := true
	for _, p := range held(c) {
		l := s.first(s.of.at(p).grades)
		if l == nil {
			all = false
		} else if worst == nil || graver(l.Severity, worst.Severity) {
			worst = l
		}
	}
	if worst == nil || !all && !graver(worst.Severity, without) {
		return without, nil
	}
	return worst.Severity, &worst.Rule
}

// GradeWhole says how grave it is that the resource is gone or unmanaged, which is graded
// so without these rules, and which rule says so; nil where none does.
func (s *Sheet) GradeWhole(without models.Severity) (models.Severity, *Rule) {
	if s == nil {
		return without, nil
	}
	if l := s.whole(s.of.grades); l != nil {
		return l.Severity, &l.Rule
	}
	return without, nil
}

// Owner gives the rule whose Name owns the resource, nil where nobody does.
func (s *Sheet) Owner() *Rule {
	if s == nil {
		return nil
	}
	for _, l := range s.of.owners {
		if l.address.match(s.on.Address) && l.tagged(s.on.Tags) {
			return &l.Rule
		}
	}
	return nil
}

// Due gives the rule that says Within which time a drift of a severity and an owner, "" for
// none, is due; nil where none does.
func (s *Sheet) Due(severity models.Severity, owner string) *Rule {
	if s == nil {
		return nil
	}
	for _, l := range s.of.dues {
		if l.asksFor(severity, owner) {
			return &l.Rule
		}
	}
	return nil
}

// whole gives the first rule that names no path.
func (s *Sheet) whole(lines []*line) *line {
	var pathless []*line
	for _, l := range lines {
		if l.path == nil {
			pathless = append(pathless, l)
		}
	}
	return s.first(pathless)
}

func ruleOf(l *line) *Rule {
	if l == nil {
		return nil
	}
	return &l.Rule
}

func graver(a, b models.Severity) bool { return a != b && a.AtLeast(b) }
