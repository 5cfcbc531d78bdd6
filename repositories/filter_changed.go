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
	keys := changedKeys(places)
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
	keys  changedKeys
	paths changedPaths
}

// Build implements clause.Expression.
func (c changedAnywhere) Build(b clause.Builder) {
	b.WriteString("drifts.id IN (SELECT d.id FROM drifts d WHERE ")
	c.keys.Build(b)
	b.WriteString(" UNION ALL SELECT drift_id FROM drift_summaries WHERE ")
	c.paths.Build(b)
	b.WriteString(")")
}

// changedKeys keeps the drifts whose difference has one of some keys, in the words that the
// index of them has.
type changedKeys []string

// Build implements clause.Expression.
func (keys changedKeys) Build(b clause.Builder) {
	b.WriteString("changed_keys(difference) && ")
	writeTexts(b, keys)
}

// changedPaths keeps the summaries that have a change at one of some paths.
type changedPaths []string

// Build implements clause.Expression. The index knows patterns alone; a path with an
// index of its own is looked for among the changes then that are no noise.
func (paths changedPaths) Build(b clause.Builder) {
	for i, path := range paths {
		if i > 0 {
			b.WriteString(" OR ")
		}
		pattern, exact, _ := pathPattern(path)
		b.WriteString("(")
		b.WriteString("places ?| ") // an operator of the index, which gorm's own ? would break
		writeTexts(b, []string{pattern})
		if exact {
			b.WriteString(" AND jsonb_path_exists(changes, '$[*] ? (@.path == $path && !exists(@.noise))', jsonb_build_object('path', ")
			b.AddVar(b, path)
			b.WriteString("::text))")
		}
		b.WriteString(")")
	}
}

// writeTexts writes an array of texts; gorm makes a list in parentheses of them.
func writeTexts(b clause.Builder, texts []string) {
	b.WriteString("ARRAY[")
	for i, text := range texts {
		if i > 0 {
			b.WriteString(",")
		}
		b.AddVar(b, text)
	}
	b.WriteString("]::text[]")
}
