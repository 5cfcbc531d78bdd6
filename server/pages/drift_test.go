package pages

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestDrift(t *testing.T) {
	t.Parallel()
	page, err := Drift(now, group(), time.Time{}, Address{})
	if err != nil {
		t.Fatal(err)
	}
	shows(t, page, "sg-0f3", "aws_security_group.bastion", "The next apply reverts it.", "ingress[0].port", "in the code", "apply reverts it", "1 change: 1 critical", "1 change left out as noise", "The code sets what differs.",
		"2 scans", "&#43;$12.50", "by the scheduler", `href="/debug/drifts?scope=network/prod"`, "2 d ago")
	ignored := group()
	ignored.Changes[0].Noise, ignored.Changes[0].Rule = "ignored", `ignore "labels"`
	if page, err = Drift(now, ignored, time.Time{}, Address{}); err != nil {
		t.Fatal(err)
	}
	shows(t, page, "ignored by ignore &#34;labels&#34;")
	gone := group()
	gone.Drift.ActualState, gone.Drift.Status = models.JSON(`{}`), models.StatusResolved
	if page, err = Drift(now, gone, time.Time{}, Address{}); err != nil {
		t.Fatal(err)
	}
	if body := shows(t, page, "The resource is gone.", `<span class="gone">gone</span>`, "1 attribute"); strings.Contains(body, "The next apply") || strings.Contains(body, "in-code") {
		t.Error("what the next apply does about a resolved drift is told")
	}
	unmanaged := group()
	unmanaged.Drift.ActualState, unmanaged.Sighting.Kind, unmanaged.Changes = models.JSON(`{}`), models.KindUnmanaged, nil
	if page, err = Drift(now, unmanaged, time.Time{}, Address{}); err != nil {
		t.Fatal(err)
	}
	if body := shows(t, page, "no code knows it. Its values are not in the report.", `<span class="unmanaged">unmanaged</span>`); strings.Contains(body, "gone") {
		t.Error("a resource that is there is gone")
	}
}

// Where a verdict is not known the page says so, and why.
func TestUnknownVerdicts(t *testing.T) {
	t.Parallel()
	none := group()
	none.Sighting, none.Judged, none.Changes[1] = models.Sighting{NextApply: models.NextApplyUnknown, Kind: models.KindUnknown}, false, models.JudgedChange{Path: "ingress[0].port"}
	refreshed := group()
	refreshed.Sighting.NextApply, refreshed.Changes[1].NextApply, refreshed.Sighting.Kind = models.NextApplyUnknown, models.NextApplyUnknown, models.KindUnknown
	other := group()
	other.Sighting.NextApply, other.Sighting.Tool = models.NextApplyUnknown, "driftctl"
	history := group()
	history.Sighting.Tool, history.Sighting.Kind = "awsconfig", models.KindState
	older := group()
	older.Sighting.NextApplyAt = ptr(now.Add(-5 * time.Hour))
	for name, test := range map[string]struct {
		dossier models.Dossier
		want    []string
	}{
		"no scan":      {none, []string{"is not known: no scan saw this drift.", models.NotJudgedSentence, "Not known: no scan saw this drift.", "no scan</dd>"}},
		"refresh-only": {refreshed, []string{"is not known: no plan has told it of these very changes, and one made with -refresh-only never does", "apply not known", "Not known: the report does not tell."}},
		"driftctl":     {other, []string{"is not known: reports of driftctl do not tell."}},
		"no code":      {history, []string{models.HistorySentence, "<span>what was there before</span>", "Not known: no code was looked at."}},
		"told before":  {older, []string{"The next apply reverts it.", "So it was", "5 h ago", "later scans could not tell"}},
	} {
		page, err := Drift(now, test.dossier, time.Time{}, Address{})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		shows(t, page, test.want...)
	}
}

// What a page of a moment leads to is of that moment, too.
func TestLinksOfAMomentKeepIt(t *testing.T) {
	t.Parallel()
	d := group()
	other := models.Relative{ID: miraID, Status: models.StatusApproved}
	d.Supersedes, d.Sighting.Owner = &other, "net"
	d.Drift.Status, d.Drift.ResolvedAt, d.SupersededBy, d.Sighting.SupersededBy = models.StatusResolved, ptr(now), &other, &other.ID
	d.Audit.Items = []models.AuditLog{{Action: models.ActionDriftSuperseded, Details: models.JSON(`{"supersededBy":"` + miraID.String() + `"}`), CreatedAt: now}}
	page, err := Drift(now, d, now.Add(-time.Hour), Address{})
	if err != nil {
		t.Fatal(err)
	}
	body := shows(t, page)
	body = body[strings.Index(body, "<main"):strings.Index(body, "</main>")]
	links := regexp.MustCompile(`href="(/debug/drifts[^"]*)"`).FindAllStringSubmatch(body, -1)
	kept := 0
	for _, link := range links {
		if strings.Contains(link[1], "asOf=2026-11-23T02:00:00Z") {
			kept++
		} else if link[1] != "/debug/drifts" && link[1] != driftHref(driftID) { // the crumb, and what says now
			t.Errorf("%s is of now", link[1])
		}
	}
	if kept < 8 { // owner, region, account, scope, the resource's, two others, the timeline's
		t.Errorf("%d links keep the moment: %v", kept, links)
	}
}

// On a phone the columns are one, so whose it is, what was decided and what to do come before what differs, and that before the facts.
func TestDriftBeginsWithWhatToDo(t *testing.T) {
	t.Parallel()
	d := group()
	d.Drift.ApprovedAt = ptr(now)
	d.Sighting.Owner, d.Sighting.DueAt, d.Sighting.Past = "team-edge", ptr(now.Add(-49*time.Hour)), true
	p, err := Drift(now, d, time.Time{}, Address{})
	if err != nil {
		t.Fatal(err)
	}
	inOrder(t, shows(t, p), "team-edge", "overdue by 2 d", "<h2>Approved", `id="decide"`, `id="difference"`, `id="facts"`, `id="timeline"`)
	if p, err = Drift(now, d, now.Add(-24*time.Hour), Address{}); err != nil {
		t.Fatal(err)
	}
	shows(t, p, "overdue by 25 h")
}
