package pages

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// driftsView is the page of a list of drifts.
type driftsView struct {
	Presets   []link
	Form      driftForm
	Chips     []chip
	Sorts     map[string]sortLink
	Rows      []driftRow
	AsOf      *asOf // the moment that the list is of, nil for now
	Pager     pager
	Clear     string // the address without filters
	None      bool   // nothing was ever recorded
	Open      bool   // it is filtered by nothing but what is open
	Downloads []link
}

// Drifts is the page of a list of drifts; sightings sum up when each was seen, none
// says that the ledger has no drift at all, and asOf is the moment that the list is of,
// zero for now.
func Drifts(now time.Time, at Address, q models.DriftQuery, found models.Page[models.Drift], sightings map[uuid.UUID]models.Sighting, none bool, asOf time.Time) Page {
	base := at.fromStart()
	v := driftsView{
		Presets: presets(base), Form: driftFormOf(base), Chips: chipsOf(base, models.DriftFilters()), Sorts: sortLinks(base, q.Sort),
		Pager: pagerOf(at, found), Clear: unfiltered(base), Open: at.String() == OpenDrifts, None: none, Downloads: downloads(base),
	}
	v.Pager.Order = orderOf(base, q.Sort)
	v.AsOf = asOfNotice(now, asOf, base.with("asOf", ""))
	for _, d := range found.Items {
		row := driftRowOf(now, d, sightings[d.ID])
		if v.AsOf != nil {
			row.Href += "?asOf=" + v.AsOf.Param
			row.Due.at(asOf)
		}
		v.Rows = append(v.Rows, row)
	}
	return Page{"drifts", "Drifts", v}
}

// unfiltered is the address of all drifts, in the same order and as of the same moment.
func unfiltered(at Address) string {
	var filters []string
	for _, f := range models.DriftFilters() {
		filters = append(filters, f.Name)
	}
	return Address{at.path, at.keep(filters...)}.with("status", "all")
}
