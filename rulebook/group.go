package rulebook

import (
	"sync"

	"github.com/clouddrift/guardian/models"
)

// group is the rules for one type within one scope, in the order of the file. Resources
// of a type differ in the same places over and over, so it remembers which rules cover a
// place.
type group struct {
	ignores, grades, owners, dues []*line

	mutex    sync.RWMutex
	covering map[string]coverers // by the place's text
}

// coverers are the rules that cover a place.
type coverers struct{ ignores, grades []*line }

// The most that is remembered: a file of rules is asked of a few scopes' types, but a tag
// may have any name.
const (
	mostGroups = 10_000
	mostPlaces = 10_000
)

// groupKey tells groups apart.
type groupKey struct{ scope, typ string }

// group gives the rules for a type within a scope.
func (b *Book) group(scope, typ string) *group {
	key := groupKey{scope, typ}
	b.mutex.RLock()
	g := b.groups[key]
	b.mutex.RUnlock()
	if g != nil {
		return g
	}
	short := models.ResourceTypeOf(typ)
	choose := func(lines []*line) (chosen []*line) {
		for _, l := range lines {
			if l.scope.match(scope) && (l.typ.match(typ) || l.typ.match(short)) {
				chosen = append(chosen, l)
			}
		}
		return chosen
	}
	g = &group{ignores: choose(b.ignores), grades: choose(b.grades), owners: choose(b.owners), dues: choose(b.dues), covering: map[string]coverers{}}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.groups == nil {
		b.groups = map[groupKey]*group{}
	}
	if len(b.groups) < mostGroups {
		b.groups[key] = g
	}
	return g
}

// at gives the rules that cover a place.
func (g *group) at(p place) coverers {
	g.mutex.RLock()
	c, known := g.covering[p.text]
	g.mutex.RUnlock()
	if known {
		return c
	}
	choose := func(lines []*line) (chosen []*line) {
		for _, l := range lines {
			if l.path == nil || p.coveredBy(l.path) {
				chosen = append(chosen, l)
			}
		}
		return chosen
	}
	c = coverers{choose(g.ignores), choose(g.grades)}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if len(g.covering) < mostPlaces {
		g.covering[p.text] = c
	}
	return c
}
