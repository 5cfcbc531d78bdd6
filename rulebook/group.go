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

// mostPlaces is how many a group remembers at most: a tag may have any name.
const mostPlaces = 10_000

// newGroup chooses the rules for a type within a scope.
func newGroup(scope, typ string, ignores, grades, owners, dues []*line) *group {
	short := models.ResourceTypeOf(typ)
	choose := func(lines []*line) (chosen []*line) {
		for _, l := range lines {
			if l.scope.match(scope) && (l.typ.match(typ) || l.typ.match(short)) {
				chosen = append(chosen, l)
			}
		}
		return chosen
	}
	return &group{ignores: choose(ignores), grades: choose(grades), owners: choose(owners), dues: choose(dues), covering: map[string]coverers{}}
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
