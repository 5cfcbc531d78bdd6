package pages

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// network is a scope that needs somebody.
func network() models.Scope {
	newest := scan()
	return models.Scope{
		Name: "network/prod", Tool: "terraform", Newest: &newest, Open: models.SeverityCounts{Critical: 2}, New: 1, Unmanaged: 3, UnmanagedCritical: 2,
		NextApply: map[models.NextApply]int64{models.NextApplyRevert: 1, models.NextApplyUnknown: 1}, Oldest: ptr(now.Add(-49 * time.Hour)),
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	stale := network()
	stale.Newest.ScannedAt, stale.Newest.NotClosing, stale.Newest.Resolved = now.Add(-50*time.Hour), "", 4
	listed(t, Scopes(now, []models.Scope{network()}), `href="/debug/scopes/network/prod"`, `nextApply=revert&amp;scope=network/prod&amp;status=open&amp;tool=terraform">reverts 1</a>`, "not known of 1", ">no<", "an ordinary plan may not have looked",
		`href="/debug/drifts?kind=configuration,state,unknown&amp;scope=network/prod&amp;severity=critical&amp;status=open&amp;tool=terraform"`,
		`since=2026-11-22&amp;status=open`)
	listed(t, Scopes(now, []models.Scope{network()}), "2 critical", "Overdue, unmanaged too")
	listed(t, Scopes(now, []models.Scope{stale}), "not scanned since", ">yes<", "it closed 4")
	stale.Newest.Resolved = 0
	listed(t, Scopes(now, []models.Scope{stale}), ">yes<", "it closed none")
	some := network() // as a scan of driftctl that compared no attributes closes what is there again
	some.Newest.Resolved = 3
	why := some.Newest.NotClosing
	listed(t, Scopes(now, []models.Scope{some}), ">no<", "it closed 3, and no others: "+why)
	shows(t, Scope(now, ScopeView{Name: "x", Tools: []models.Scope{some}}), "It can close no others: "+why)
	listed(t, Scopes(now, []models.Scope{{Name: "x", Tool: "terraform"}}), "no scan is kept")
	owned := network()
	owned.Owners, owned.Overdue = []string{"net", "<web>", "c", "d", "e"}, 2
	listed(t, Scopes(now, []models.Scope{owned}), `<a class="overdue" href="/debug/drifts?overdue=true&amp;scope=network/prod&amp;status=open&amp;tool=terraform">2</a>`, "&lt;web&gt;", "and 2 more")
	shows(t, Scope(now, ScopeView{Name: "network/prod", Tools: []models.Scope{owned}}), "<b>2</b> overdue</a>, unmanaged ones too", `href="/debug/drifts?owner=net&amp;scope=network/prod&amp;status=open&amp;tool=terraform"`, "Owners")
}

func TestScope(t *testing.T) {
	t.Parallel()
	d := group()
	view := ScopeView{
		Name: "network/prod", Tools: []models.Scope{network()}, NewSince: models.Yesterday(now),
		Drifts:    models.Page[models.Drift]{Items: []models.Drift{d.Drift}, Total: 3},
		Sightings: map[uuid.UUID]models.Sighting{driftID: d.Sighting},
		Scans:     models.Page[models.Scan]{Items: []models.Scan{scan()}, Total: 1},
	}
	shows(t, Scope(now, view), "aws_security_group.bastion", "reverts it", "not reported since, which tells nothing: that scan cannot close drifts", "2 more, and all of these as a list",
		"It can close none: an ordinary plan", "reverts 1", "Unmanaged", `href="/debug/drifts?kind=unmanaged&amp;scope=network/prod`, "2 d ago")
	view.Tools[0].Newest.NotClosing = ""
	shows(t, Scope(now, view), "not reported since; a scan closes with --resolve-missing alone")
	seen := d.Sighting
	seen.LastSeen = now
	view.Sightings[driftID], view.Drifts.Total = seen, 1
	shows(t, Scope(now, view), "yes, 2 times by now", "All of these as a list")
	seen.Occurrences, seen.NextApply = 1, models.NextApplyUnknown
	view.Sightings[driftID] = seen
	d.Drift.ActualState = models.JSON(`{}`)
	view.Drifts.Items[0] = d.Drift
	shows(t, Scope(now, view), "new in it", "gone", "not known")
	shows(t, Scope(now, ScopeView{Name: "x", Tools: []models.Scope{{Name: "x", Tool: "pulumi"}}}), "Nothing is open.", "no scan is kept", "Not scanned since")
}

// A scope in which all that is open is what no code knows says so, on its page and in the list.
func TestScopeOfUnmanaged(t *testing.T) {
	t.Parallel()
	account := models.Scope{Name: "account", Tool: "driftctl", Unmanaged: 12}
	body := shows(t, Scope(now, ScopeView{Name: "account", Tools: []models.Scope{account}}), "nothing that code knows is open")
	if strings.Contains(body, "nothing is open") {
		t.Error("twelve drifts are open, and nothing is said to be")
	}
	const count = `href="/debug/drifts?kind=unmanaged&amp;scope=account&amp;status=open&amp;tool=driftctl"><bdi>12</bdi></a>`
	listed(t, Scopes(now, []models.Scope{{Name: "x", Tool: "terraform"}, account}), "Unmanaged", count)
	quiet := Scopes(now, []models.Scope{{Name: "x", Tool: "terraform"}})
	if slices.Contains(quiet.Columns, "Unmanaged") || len(quiet.Rows[0]) != len(quiet.Columns) {
		t.Errorf("%v", quiet.Columns)
	}
}

// A scan whose report lies ahead of the clock looked when it was imported at the latest.
func TestScopeScannedAhead(t *testing.T) {
	t.Parallel()
	ahead := scan()
	ahead.ScannedAt, ahead.CreatedAt = now.AddDate(0, 3, 0), now.Add(-72*time.Hour)
	s := models.Scope{Name: "prod", Tool: "terraform", Newest: &ahead}
	listed(t, Scopes(now, []models.Scope{s}), "not scanned since", "3 d ago", "its report is of 2027-02-23 03:00 UTC")
	shows(t, Scope(now, ScopeView{Name: "prod", Tools: []models.Scope{s}}), "Not scanned since", "3 d ago")
}
