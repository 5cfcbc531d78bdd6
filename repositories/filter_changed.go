package repositories

import (
	"strings"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// changedAt keeps the drifts that differ at one of some places: a key of the
// difference, or a path of a change. A name may be both.
func changedAt(places []string) clause.Expression {
	deep := changedPaths{}
	for _, place := range places {
		if _, _, ok := pathPattern(place); ok {
			deep = append(deep, place)
		}
	}
	keys := hasAnyKey{"difference", places}
	if len(deep) == 0 {
		return keys
	}
	return changedAnywhere{keys, deep}
}

// pathPattern gives a path that leads into a key with each index as [*], and says
// whether it has an index of its own. Beside a [*] that is given,
// every index is any.
func pathPattern(place string) (pattern string, exact, ok bool) {
	p, err := models.ParsePath(place)
	exact = err == nil
	if !exact {
		p, err = models.ParsePath(strings.ReplaceAll(place, "[*]", "[0]"))
	}
	if err != nil || len(p) < 2 {
		return "", false, false
	}
	pattern = p.Pattern()
	return pattern, exact && pattern != place, true
}

// changedAnywhere keeps the drifts that either finds. As a union each part has its
// own index; as an OR neither would.
type changedAnywhere struct {
	keys  hasAnyKey
	paths changedPaths
}

// Build implements clause.Expression.
func (c changedAnywhere) Build(b clause.Builder) {
	b.WriteString("drifts.id IN (SELECT d.id FROM drifts d WHERE ")
	hasAnyKey{"d." + c.keys.column, c.keys.keys}.Build(b)
	b.WriteString(" UNION ALL SELECT drift_id FROM drift_summaries WHERE ")
	c.paths.Build(b)
	b.WriteString(")")
}

// changedPaths keeps the summaries that have a change at one of some paths.
type changedPaths []string

// Build implements clause.Expression. The index knows patterns alone; a path with an
// index of its own is looked for among the changes then.
func (paths changedPaths) Build(b clause.Builder) {
	for i, path := range paths {
		if i > 0 {
			b.WriteString(" OR ")
		}
		pattern, exact, _ := pathPattern(path)
		b.WriteString("(")
		hasAnyKey{"places", []string{pattern}}.Build(b)
		if exact {
			b.WriteString(" AND changes @> ")
			b.AddVar(b, string(models.MustJSON([]map[string]string{{"path": path}})))
			b.WriteString("::jsonb")
		}
		b.WriteString(")")
	}
}

// hasAnyKey writes `column ?| ARRAY[…]`, which gorm's own ? would break, in the
// operator form that a GIN index serves.
type hasAnyKey struct {
	column string
	keys   []string
}

// Build implements clause.Expression.
func (h hasAnyKey) Build(b clause.Builder) {
	b.WriteString(h.column + " ?| ARRAY[")
	for i, key := range h.keys {
		if i > 0 {
			b.WriteString(",")
		}
		b.AddVar(b, key)
	}
	b.WriteString("]::text[]")
}
