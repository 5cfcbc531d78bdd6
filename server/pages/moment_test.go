package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestAgo(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", time.Minute: "1 min ago", 90 * time.Minute: "90 min ago",
		2 * time.Hour: "2 h ago", 47 * time.Hour: "47 h ago", 2 * day: "2 d ago", 59 * day: "59 d ago", 60 * day: "2 mo ago",
		729 * day: "24 mo ago", 730 * day: "2 y ago", 200 * 365 * day: "200 y ago",
		-time.Second: "now", -3 * time.Hour: "in 3 h",
	} {
		if got := ago(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

// Whose a drift is and when it is due stand in the list and on its page, and overdue is a
// word; what is resolved is due no more.
func TestDue(t *testing.T) {
	t.Parallel()
	late := group()
	late.Sighting.Owner, late.Sighting.DueAt, late.Sighting.Past = "team <net>", ptr(now.Add(-50*time.Hour)), true
	soon := late
	soon.Sighting.DueAt, soon.Sighting.Past = ptr(now.Add(3*time.Hour)), false
	done := late
	done.Drift.Status = models.StatusResolved
	of := func(d models.Dossier) (row, page string) {
		p, err := Drift(now, d, time.Time{}, Address{})
		if err != nil {
			t.Fatal(err)
		}
		found := models.Page[models.Drift]{Items: []models.Drift{d.Drift}, Total: 1, Page: 1, Limit: 50}
		list := Drifts(now, at(t, "/debug/drifts"), models.DriftQuery{}, found, map[uuid.UUID]models.Sighting{driftID: d.Sighting}, false, time.Time{})
		return shows(t, list, "team &lt;net&gt;"), shows(t, p, "team &lt;net&gt;", `href="/debug/drifts?owner=team&#43;%3Cnet%3E"`)
	}
	for name, c := range map[string]struct {
		of        models.Dossier
		row, page string
	}{
		"late": {late, `<span class="overdue" title="2026-11-21 01:00 UTC">overdue by 2 d</span>`, `<dt>Due</dt><dd><span class="overdue">overdue</span> <time datetime="2026-11-21T01:00:00Z"`},
		"soon": {soon, `<span class="due" title="2026-11-23 06:00 UTC">due in 3 h</span>`, `<dt>Due</dt><dd><time datetime="2026-11-23T06:00:00Z"`},
	} {
		row, page := of(c.of)
		if !strings.Contains(row, c.row) || !strings.Contains(page, c.page) {
			t.Errorf("%s: no %s in\n%s\nor no %s in\n%s", name, c.row, row, c.page, page)
		}
	}
	if row, page := of(done); strings.Contains(row, "overdue by") || strings.Contains(page, "<dt>Due</dt>") {
		t.Error("what is resolved is due")
	}
}
