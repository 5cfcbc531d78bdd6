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
	// mostInFront is how many are looked at in front of the list before all that are kept are put in order.
	mostInFront = 50_000
	// dearKept and manyKept are how many are put in order at the most where that takes looking into each, and where it takes
	// reading its row: more are sooner walked past.
	dearKept, manyKept = 10_000, 100_000
)

// mayLieFar says of a filter that PostgreSQL may walk past many drifts to those that it keeps, each with a look at its row or at
// another table. A resource has few, and of what the list is ordered by the index has where it begins.
func mayLieFar(f models.DriftFilter, o order) bool {
	switch {
	case isBy(f, nil) || isUsual(o) && isBy(f, walked), len(f.ResourceID) > 0, len(f.Address) > 0 && !slices.Contains(f.Address, ""):
		return false
	case !f.Since.IsZero() || !f.Until.IsZero():
		return o.column() != "detected_at"
	case f.CostAtLeast != nil:
		return o.column() != "cost_impact_monthly"
	}
	return true
}

// isDear says that to count what a filter keeps takes reading the rows: no index tells alone
// in which a place differs or which have some words.
func isDear(f models.DriftFilter) bool { return len(f.Changed) > 0 || len(f.Words) > 0 }

// isUsual says whether an order is that of the list, or its reverse.
func isUsual(o order) bool { return o.expr == newestFirst.expr }

// isSought says whether a page of so many drifts that a filter keeps is looked for by [seeking].
func isSought(f models.DriftFilter, o order, kept int64) bool {
	if isDear(f) {
		return kept <= dearKept
	}
	return kept <= manyKept || isUsual(o) && isBy(f, slices.Concat(walked, summed))
}

// seeking is the way to a page of drifts that a filter keeps which no index of their order has. PostgreSQL would walk the
// list, since it takes the kept ones to lie everywhere alike; so those of a project that ended a year ago would be looked for
// among all that came since, one after the other. Here it walks past as many drifts as the filter keeps, up to mostInFront, and
// puts all of these in order where that does not fill the page.
type seeking struct {
	order   order
	by      string // how the rows are ordered, as by order
	after   []clause.Expression
	filters []clause.Expression
	kept    int64 // how many drifts the filters keep
	skipped int   // how many of them are passed over
	most    int   // how many are taken then, at the most
}

// write writes the ids of a page; bounds writes how many are passed over and taken.
func (k seeking) write(s *statement, bounds func(*statement)) {
	placed := ", " + k.order.expr + " AS place FROM drifts"
	inOrder := " ORDER BY " + strings.Replace(k.by, k.order.expr, "place", 1)
	front := min(k.kept, mostInFront)
	looks := front > max(fewKept, 2*int64(k.skipped+k.most)) // where there may well be as many as the page takes
	s.WriteString("WITH")
	if looks {
		s.WriteString(" near AS MATERIALIZED (SELECT id FROM (SELECT *" + placed)
		s.where(k.after...)
		s.WriteString(" ORDER BY " + k.by + " LIMIT ")
		s.AddVar(s, front)
		s.WriteString(") AS drifts")
		s.where(k.filters...)
		s.WriteString(inOrder)
		bounds(s)
		s.WriteString("),")
	}
	s.WriteString(" kept AS MATERIALIZED (SELECT id" + placed)
	s.where(slices.Concat(k.filters, k.after)...)
	s.WriteString(") ")
	if !looks {
		s.WriteString("SELECT id FROM kept" + inOrder)
		bounds(s)
		return
	}
	s.WriteString("SELECT id FROM near WHERE (SELECT count(*) FROM near) = ")
	s.AddVar(s, k.most)
	s.WriteString(" UNION ALL (SELECT id FROM kept WHERE (SELECT count(*) FROM near) < ")
	s.AddVar(s, k.most)
	s.WriteString(inOrder)
	bounds(s)
	s.WriteString(")")
}
