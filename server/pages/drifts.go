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
	Filtered  bool
	Clear     string // the address without filters
	Downloads []link
}

// Drifts is the page of a list of drifts; sightings sum up when each was seen.
func Drifts(now time.Time, at Address, q models.DriftQuery, found models.Page[models.Drift], sightings map[uuid.UUID]models.Sighting) Page {
	base := at.fromStart()
	v := driftsView{
		Presets: presets(base), Form: driftFormOf(base, q.Filter), Chips: chipsOf(base, models.DriftFilters()), Sorts: sortLinks(base, q.Sort),
		Pager: pagerOf(at, found), Clear: at.path, Downloads: downloads(base),
	}
	v.Filtered = len(v.Chips) > 0
	for _, d := range found.Items {
		v.Rows = append(v.Rows, driftRowOf(now, d, sightings[d.ID]))
	}
	return Page{"drifts", "Drifts", v}
}
