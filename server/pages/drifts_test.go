package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestDrifts(t *testing.T) {
	t.Parallel()
	d := group()
	found := models.Page[models.Drift]{Items: []models.Drift{d.Drift}, Total: 1, Page: 1, Limit: 50}
	sightings := map[uuid.UUID]models.Sighting{driftID: d.Sighting}
	shows(t, Drifts(now, at(t, "/debug/drifts?severity=critical"), models.DriftQuery{}, found, sightings, false, time.Time{}),
		"sg-0f3", "apply reverts it", `title="seen 2 times, last 60 min ago, 2026-11-23 02:00 UTC">, seen 2×`, "<b>1–1</b> of <b>1</b>",
		`aria-label="Remove the filter severity critical"`, `href="/debug/drifts?format=csv&amp;severity=critical"`)
	none := models.Page[models.Drift]{Page: 1, Limit: 50}
	shows(t, Drifts(now, at(t, "/debug/drifts?status=open"), models.DriftQuery{}, none, nil, true, time.Time{}), "guardian import plan.json")
	shows(t, Drifts(now, at(t, "/debug/drifts?region=x"), models.DriftQuery{}, none, nil, false, time.Time{}), "No drift matches", `<a href="/debug/drifts?status=all">Clear the filters</a>`)
	shows(t, Drifts(now, at(t, "/debug/drifts?status=open"), models.DriftQuery{}, none, nil, false, time.Time{}), "Nothing is open.", `<a href="/debug/drifts?status=all">Look at all drifts</a>`)
	shows(t, Drifts(now, at(t, "/debug/drifts?asOf=2026-11-01&region=x&sort=severity"), models.DriftQuery{}, none, nil, false, now.Add(-time.Hour)),
		`<a class="clear" href="/debug/drifts?asOf=2026-11-01&amp;sort=severity&amp;status=all">Clear all</a>`, `<a href="/debug/drifts?asOf=2026-11-01&amp;sort=severity&amp;status=all">Clear the filters</a>`)
	for _, last := range []string{"/debug/drifts?status=open", "/debug/drifts?region=x"} {
		shows(t, Drifts(now, at(t, last), models.DriftQuery{}, found, sightings, false, time.Time{}), `<li><a href="/debug/drifts?status=all" aria-label="Remove the filter`)
	}
	later := models.Page[models.Drift]{Items: found.Items, Total: 3, Page: 2, Limit: 2}
	shows(t, Drifts(now, at(t, "/debug/drifts?page=2"), models.DriftQuery{}, later, sightings, false, time.Time{}), `href="/debug/drifts?status=all" rel="prev"`)
	beyond := models.Page[models.Drift]{Total: 3, Page: 9, Limit: 2}
	shows(t, Drifts(now, at(t, "/debug/drifts?page=9"), models.DriftQuery{}, beyond, nil, false, time.Time{}), "Page 9 is beyond the last one.")
}

// Whether the next apply undoes a drift is said of each that is not resolved, also that it is not known and why.
func TestDriftsOfWhichTheNextApplyIsNotKnown(t *testing.T) {
	t.Parallel()
	d := group()
	d.Sighting.NextApply, d.Sighting.Tool = models.NextApplyUnknown, "pulumi"
	list := func() Page {
		found := models.Page[models.Drift]{Items: []models.Drift{d.Drift}, Total: 1, Page: 1, Limit: 50}
		return Drifts(now, at(t, "/debug/drifts?status=all"), models.DriftQuery{}, found, map[uuid.UUID]models.Sighting{driftID: d.Sighting}, false, time.Time{})
	}
	const unknown = `<span class="apply unknown" title="reports of pulumi do not tell">apply not known</span>`
	shows(t, list(), unknown)
	d.Drift.Status = models.StatusResolved
	if body := shows(t, list()); strings.Contains(body, "apply not known") {
		t.Error("no apply does anything about a drift that is resolved")
	}
}

// The order that the list opens in is that of no column, so it says so, and leads back to it from another.
func TestOrderOfDrifts(t *testing.T) {
	t.Parallel()
	found := models.Page[models.Drift]{Items: []models.Drift{group().Drift}, Total: 1, Page: 1, Limit: 50}
	for sort, want := range map[models.DriftSort]string{
		"":                        `<p class="order">Newest recorded first</p>`,
		models.SortCreatedAtDesc:  `<p class="order">Newest recorded first</p>`,
		models.SortCreatedAt:      `<p class="order">Oldest recorded first</p>`,
		models.SortSeverity:       `<p class="order"><a href="/debug/drifts?status=open">Newest recorded first</a></p>`,
		models.SortDetectedAtDesc: `<p class="order"><a href="/debug/drifts?status=open">Newest recorded first</a></p>`,
	} {
		shows(t, Drifts(now, at(t, "/debug/drifts?status=open&sort="+string(sort)), models.DriftQuery{Sort: sort}, found, nil, false, time.Time{}), want)
	}
}

// How long a drift was overdue at a moment is counted up to that moment.
func TestOverdueAtAMoment(t *testing.T) {
	t.Parallel()
	d := group()
	d.Sighting.DueAt, d.Sighting.Past = ptr(now.Add(-12*24*time.Hour)), true
	found := models.Page[models.Drift]{Items: []models.Drift{d.Drift}, Total: 1, Page: 1, Limit: 50}
	for asOf, want := range map[time.Time]string{{}: "overdue by 12 d", now.Add(-10 * 24 * time.Hour): "overdue by 2 d"} {
		shows(t, Drifts(now, at(t, "/debug/drifts?status=open"), models.DriftQuery{}, found, map[uuid.UUID]models.Sighting{driftID: d.Sighting}, false, asOf), want)
	}
}
