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
	Pager     pager
	Clear     string // the address without filters
	None      bool   // the ledger has no drift
	Open      bool   // it is filtered by nothing but what is open
	Downloads []link
}

// OpenDrifts is where the list of drifts opens; allDrifts has the others too.
const (
	OpenDrifts = "/debug/drifts?status=open"
	allDrifts  = "/debug/drifts?status=all"
)

// Drifts is the page of a list of drifts; sightings sum up when each was seen, and none
// says that the ledger has no drift at all.
func Drifts(now time.Time, at Address, q models.DriftQuery, found models.Page[models.Drift], sightings map[uuid.UUID]models.Sighting, none bool) Page {
	base := at.fromStart()
	v := driftsView{
		Presets: presets(base), Form: driftFormOf(base), Chips: chipsOf(base, models.DriftFilters()), Sorts: sortLinks(base, q.Sort),
		Pager: pagerOf(at, found), Clear: allDrifts, Open: at.String() == OpenDrifts, None: none, Downloads: downloads(base),
	}
	for _, d := range found.Items {
		v.Rows = append(v.Rows, driftRowOf(now, d, sightings[d.ID]))
	}
	return Page{"drifts", "Drifts", v}
}
