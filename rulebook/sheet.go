package rulebook

import (
	"slices"
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
	ignores, grades, dues []*line
	owner                 *line
}

// On gives the rules that can hold for a resource now: those past their end rest.
func (b *Book) On(on Subject, now time.Time) *Sheet {
	if b == nil {
		return nil
	}
	s := &Sheet{}
	short := models.ResourceTypeOf(on.Type)
	about := func(l *line) bool {
		return (l.typ.match(on.Type) || short != on.Type && l.typ.match(short)) &&
			l.address.match(on.Address) && l.scope.match(on.Scope) && !l.Rests(now)
	}
	choose := func(lines []*line) (chosen []*line) {
		for _, l := range lines {
			if about(l) {
				chosen = append(chosen, l)
			}
		}
		return chosen
	}
	s.ignores, s.grades, s.dues = choose(b.ignores), choose(b.grades), choose(b.dues)
	for _, l := range b.owners {
		if about(l) && l.tagged(on.Tags) {
			s.owner = l
			break
		}
	}
	return s
}

// Ignores gives the rule by which a change is ignored, nil for none: the first that
// covers its path, else the first of those that together cover all that it holds.
func (s *Sheet) Ignores(c models.Change) *Rule {
	if s == nil || len(s.ignores) == 0 {
		return nil
	}
	if l := first(s.ignores, placeOf(c.Path)); l != nil {
		return &l.Rule
	}
	return s.ignoresAll(held(c))
}

func (s *Sheet) ignoresAll(places []place) *Rule {
	found := -1
	for _, p := range places {
		l := first(s.ignores, p)
		if l == nil {
			return nil
		}
		if i := slices.Index(s.ignores, l); found < 0 || i < found {
			found = i
		}
	}
	if found < 0 {
		return nil
	}
	return &s.ignores[found].Rule
}

// IgnoresWhole gives the rule by which the resource is ignored whatever becomes of it,
// gone and unmanaged too, nil for none.
func (s *Sheet) IgnoresWhole() *Rule {
	if s == nil {
		return nil
	}
	return whole(s.ignores)
}

// Grade says how grave a change is that is graded so without these rules, and which rule
// says so; nil where none does.
func (s *Sheet) Grade(c models.Change, without models.Severity) (models.Severity, *Rule) {
	if s == nil || len(s.grades) == 0 {
		return without, nil
	}
	var worst *line
	all := true
	for _, p := range held(c) {
		l := first(s.grades, p)
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
	if s != nil {
		if rule := whole(s.grades); rule != nil {
			return rule.Severity, rule
		}
	}
	return without, nil
}

// Owner gives the rule whose Name owns the resource, nil where nobody does.
func (s *Sheet) Owner() *Rule {
	if s == nil || s.owner == nil {
		return nil
	}
	return &s.owner.Rule
}

// Due gives the rule that says Within which time a drift of a severity and an owner, "" for
// none, is due; nil where none does.
func (s *Sheet) Due(severity models.Severity, owner string) *Rule {
	if s == nil {
		return nil
	}
	for _, l := range s.dues {
		if l.asksFor(severity, owner) {
			return &l.Rule
		}
	}
	return nil
}

func graver(a, b models.Severity) bool { return a != b && a.AtLeast(b) }

// whole gives the first rule that names no path.
func whole(lines []*line) *Rule {
	for _, l := range lines {
		if l.path == nil {
			return &l.Rule
		}
	}
	return nil
}

// first gives the first rule that covers a place.
func first(lines []*line, p place) *line {
	for _, l := range lines {
		if l.path == nil || p.coveredBy(l.path) {
			return l
		}
	}
	return nil
}
