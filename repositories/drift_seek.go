package repositories

import (
	"slices"
	"strings"

	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

var (
	// walked are the filters by what the index of the usual order has of each drift.
	walked = []string{"status", "severity", "region", "resourceType"}
	// summed are those by the summary of a drift.
	summed = []string{"address", "scope", "tool", "owner", "kind", "nextApply"}
)

// isBy says of a filter that it is by no others than these.
func isBy(f models.DriftFilter, names []string) bool {
	for filter := range models.Narrowing(f, models.DriftFilters()) {
		if !slices.Contains(names, filter.Name) {
			return false
		}
	}
	return true
}

const (
	// fewKept is how many drifts are put in order for a page without a look at what is in front.
	fewKept = 1_000
	// manyKept is how many are put in order where that takes reading their rows: of more, these
	// are sooner walked past.
	manyKept = 100_000
)

// isSought says whether a page of so many drifts that a filter keeps is looked for by [seeking].
func isSought(f models.DriftFilter, o order, kept int64) bool {
	return kept <= manyKept || o.expr == newestFirst.expr && isBy(f, slices.Concat(walked, summed))
}

// seeking is the way to a page of drifts that a filter keeps which no index of their order has. PostgreSQL would walk the
// list, since it takes the kept ones to lie everywhere alike; so those of a project that ended a year ago would be looked for
// among all that came since, one after the other. Here it walks past as many drifts as the filter keeps, and puts all of these in
// order where that does not fill the page: which takes about as long, so that it takes twice the shorter way at the most.
type seeking struct {
	order   order
	by      string // how the rows are ordered, as by order
	after   []clause.Expression
	filters []clause.Expression
	kept    int64 // how many drifts the filters keep
}

// write writes the ids of a page, of which bounds writes how many there are to be, so many at the most.
func (k seeking) write(s *statement, most int, bounds func(*statement)) {
	s.WriteString("WITH")
	if k.kept > fewKept {
		s.WriteString(" near AS MATERIALIZED (SELECT id FROM (SELECT * FROM drifts")
		s.where(k.after...)
		s.WriteString(" ORDER BY " + k.by + " LIMIT ")
		s.AddVar(s, k.kept)
		s.WriteString(") AS drifts")
		s.where(k.filters...)
		s.WriteString(" ORDER BY " + k.by)
		bounds(s)
		s.WriteString("),")
	}
	s.WriteString(" kept AS MATERIALIZED (SELECT id, " + k.order.expr + " AS place FROM drifts")
	s.where(slices.Concat(k.filters, k.after)...)
	s.WriteString(") ")
	inOrder := " ORDER BY " + strings.Replace(k.by, k.order.expr, "place", 1)
	if k.kept <= fewKept {
		s.WriteString("SELECT id FROM kept" + inOrder)
		bounds(s)
		return
	}
	s.WriteString("SELECT id FROM near WHERE (SELECT count(*) FROM near) = ")
	s.AddVar(s, most)
	s.WriteString(" UNION ALL (SELECT id FROM kept WHERE (SELECT count(*) FROM near) < ")
	s.AddVar(s, most)
	s.WriteString(inOrder)
	bounds(s)
	s.WriteString(")")
}
