package seed

import (
	"fmt"
	"strings"
	"time"
)

// newResource adds a resource to the scope.
func (s *scene) newResource() *resource {
	k := weighted(s.r, s.kinds, func(k *kind) int { return k.Weight })
	r := &resource{kind: k, values: s.common}
	base := oneOf(s.r, k.Names)
	number := len(s.resources) + 1
	r.values.draw(s.r, s.estate.publicIPs)
	r.values[varBase] = strings.ToLower(base)
	r.values[varName] = fmt.Sprintf("%s-%s-%s-%d", s.common[varEnv], s.team, strings.ToLower(base), number)
	r.values[varID] = string(k.id.fill(&r.values))
	r.address = fmt.Sprintf("module.%s.%s.%s[%d]", s.place, k.Type, strings.ReplaceAll(base, "-", "_"), number)
	if s.source == "cloudformation" {
		r.address = fmt.Sprintf("%s%d", base, number)
	}
	s.resources = append(s.resources, r)
	return r
}

// freeResource gives a resource that has no unresolved drift at that time: now and
// then one that drifted before, else a new one.
func (s *scene) freeResource(at time.Time) *resource {
	if len(s.resources) > 0 && s.chance(50) {
		if r := oneOf(s.r, s.resources); r.freeAt.Before(at) {
			return r
		}
	}
	return s.newResource()
}
