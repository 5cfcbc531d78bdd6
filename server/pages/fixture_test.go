package pages

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// now is the time of every page under test.
var now = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

var (
	driftID = uuid.MustParse("5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55")
	miraID  = uuid.MustParse("0d4c3a5e-7c55-4c0b-9b36-5f3f2f1a8e10")
	mira    = "mira@example.com"
)

// group is a drift of a security group, seen by two scans.
func group() models.Dossier {
	account := "123456789012"
	return models.Dossier{
		Drift: models.Drift{
			ID: driftID, ResourceID: "sg-0f3", ResourceType: "SecurityGroup", Region: "eu-central-1", AccountID: &account,
			ExpectedState: models.JSON(`{"ingress":[{"port":22}],"name":"bastion","description":null}`),
			ActualState:   models.JSON(`{"ingress":[{"port":23}],"name":"bastion","tags":""}`),
			Difference:    models.JSON(`{"ingress":{"expected":[{"port":22}],"actual":[{"port":23}]}}`),
			Severity:      models.SeverityCritical, Status: models.StatusDetected, CostImpactMonthly: new(models.MustMoney("12.50")),
			DetectedAt: now.Add(-49 * time.Hour), DetectedBy: models.DetectedByScheduler,
		},
		Sighting: models.Sighting{
			FirstSeen: now.Add(-49 * time.Hour), LastSeen: now.Add(-time.Hour), Occurrences: 2, NextApply: models.NextApplyRevert,
			Address: "aws_security_group.bastion", Scope: "network/prod", Tool: "terraform",
			Kind: models.KindConfiguration,
		},
		Judged: true,
		Changes: []models.JudgedChange{
			{Path: "tags", Actual: models.JSON(`""`), Severity: models.SeverityInfo, Noise: "empty"},
			{Path: "ingress[0].port", Expected: models.JSON(`22`), Actual: models.JSON(`23`), Severity: models.SeverityCritical, InCode: ptr(true), NextApply: models.NextApplyRevert},
		},
	}
}

// names are the drifts that lists name.
func names() map[uuid.UUID]models.DriftName {
	return map[uuid.UUID]models.DriftName{driftID: {ID: driftID, ResourceType: "SecurityGroup", ResourceID: "sg-0f3"}}
}

// scan is a scan that a page is made of.
func scan() models.Scan {
	return models.Scan{
		ID: miraID, Scope: "network/prod", Source: "terraform", ToolVersion: "1.9.0", ScannedAt: now, CreatedAt: now, Complete: true, File: "plan.json",
		Checked: 7, Drifted: 2, Created: 1, Repeated: 1, Suppressed: models.JSON(`{"empty":3,"order":0}`), DetectedBy: models.DetectedByScheduler,
		NotClosing: "an ordinary plan may not have looked",
	}
}

// figures are a little of everything.
func figures() models.Figures {
	day := now.Truncate(24 * time.Hour)
	d := group()
	return models.Figures{
		AsOf: now,
		Open: models.OpenFigures{
			SeverityCounts: models.SeverityCounts{Critical: 2, Info: 1}, Drifts: 3, Oldest: ptr(now.Add(-49 * time.Hour)),
			NextApply: map[models.NextApply]int64{models.NextApplyRevert: 2},
		},
		Groups:       []models.DriftGroup{{Status: models.StatusDetected, Severity: models.SeverityCritical, Drifts: 3}},
		UnreadAlerts: 7,
		Days: []models.DriftDay{
			{Day: day.AddDate(0, 0, -1), Opened: models.SeverityCounts{Critical: 2}, Open: models.SeverityCounts{Critical: 2}},
			{Day: day, Resolved: models.SeverityCounts{Info: 1}, Open: models.SeverityCounts{Critical: 2, Info: 1}},
		},
		CostsByAccount:  []models.AccountCost{{Metrics: 4}},
		ChangedKeys:     []models.KeyCount{{Key: "a,b", Drifts: 2}},
		ResolutionTimes: []models.ResolutionFigures{{Drifts: 1, MedianSeconds: 7200, P90Seconds: 7200}},
		Worst:           []models.Drift{d.Drift}, Sightings: map[uuid.UUID]models.Sighting{driftID: d.Sighting},
	}
}

func at(t *testing.T, address string) Address {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return AddressOf(u)
}

// shows renders a page and looks for texts on it.
func shows(t *testing.T, p Page, want ...string) string {
	t.Helper()
	html, err := p.Render(Frame{At: at(t, "/debug/x?limit=5"), Now: now, Version: "1.2.3", RequestID: "r-1"})
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(string(html), "<wbr>", "")
	for _, s := range want {
		if !strings.Contains(body, s) {
			t.Errorf("no %q on the page %s", s, p.title)
		}
	}
	for _, wrong := range []string{"<no value>", "%!", "<script", " style="} {
		if strings.Contains(body, wrong) {
			t.Errorf("%q on the page %s", wrong, p.title)
		}
	}
	return body
}

// inOrder looks that a page has some texts one after the other.
func inOrder(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		_, after, found := strings.Cut(body, text)
		if !found {
			t.Errorf("%s is not there, or not after what comes before it of %q", text, texts)
		}
		body = after
	}
}

// listed renders a table as the page of a list.
func listed(t *testing.T, table Table, want ...string) {
	t.Helper()
	found := models.Page[models.User]{Items: make([]models.User, len(table.Rows)), Total: int64(len(table.Rows)), Page: 1, Limit: 50}
	shows(t, List(at(t, "/debug/x"), table, models.UserFilters(), found), want...)
}

func ptr[T any](v T) *T { return &v }
