package pages

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// maxPage is how many bytes a page of one thing has at most.
const maxPage = 300_000

// odd is a text of so many characters of which HTML makes five to six times as many bytes.
func odd(n int) string { return strings.Repeat(`"_`, n/2) }

// largeDrift is a drift whose states differ so, with as much around it as a page shows.
func largeDrift(expected, actual map[string]any) models.Dossier {
	d := group()
	d.Changes = nil
	e, _ := models.MustJSON(expected).Object()
	a, _ := models.MustJSON(actual).Object()
	for _, c := range models.Changes(e, a) {
		d.Changes = append(d.Changes, c.Judged(models.SeverityWarning))
	}
	d.Drift.ExpectedState, d.Drift.ActualState = models.MustJSON(e), models.MustJSON(a)
	d.Drift.Difference = models.MustJSON(models.Difference(e, a))
	for range models.DossierRows {
		d.Occurrences.Items = append(d.Occurrences.Items, models.Occurrence{Address: d.Sighting.Address, SeenAt: now})
		d.Audit.Items = append(d.Audit.Items, models.AuditLog{Action: models.ActionAlertCreated, CreatedAt: now})
	}
	d.Occurrences.Total = models.DossierRows
	return d
}

// many makes a map of so many members.
func many(n int, member func(i int) (string, any)) map[string]any {
	m := map[string]any{}
	for i := range n {
		key, value := member(i)
		m[key] = value
	}
	return m
}

func numbered(by int) map[string]any {
	return many(10_000, func(i int) (string, any) { return fmt.Sprint("k", i), i + by })
}

func listOf(element func(i int) any) map[string]any {
	var list []any
	for i := range 10_000 {
		list = append(list, element(i))
	}
	return map[string]any{"rule": list}
}

func asText(v any) map[string]any { return map[string]any{"policy": string(models.MustJSON(v))} }

// However much differs and however it is written, a page stays small, says how much it
// leaves out and where that is.
func TestPagesHaveRoom(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		expected, actual map[string]any
		want             string
	}{
		"named elements": {
			listOf(func(i int) any { return map[string]any{"name": fmt.Sprint("n", i), "v": i} }),
			listOf(func(i int) any { return map[string]any{"name": fmt.Sprint("n", i), "v": i + 1} }), "9,900 more",
		},
		"elements without a name": {
			listOf(func(i int) any { return map[string]any{"a": i, "b": 1} }),
			listOf(func(i int) any { return map[string]any{"a": 20_000 - i, "b": 2} }), "19,900 more",
		},
		"JSON in a text": {asText(numbered(0)), asText(numbered(1)), "KiB, in the JSON"},
		"odd keys": {
			many(10_000, func(i int) (string, any) { return odd(150) + fmt.Sprint(i), strings.Repeat("v", 200) }),
			many(10_000, func(i int) (string, any) { return odd(150) + fmt.Sprint(i), strings.Repeat("w", 200) }), "more: <a href",
		},
		"long tags": {
			map[string]any{"tags": many(10_000, func(i int) (string, any) { return fmt.Sprint("key", i), odd(200) })},
			map[string]any{"tags": many(10_000, func(i int) (string, any) { return fmt.Sprint("key", i), odd(198) + "x" })}, "more: <a href",
		},
		"one long text": {map[string]any{"a": strings.Repeat("x", 20<<20)}, map[string]any{"a": "x"}, "20,480 KiB, in the JSON"},
		"much JSON in texts": {
			many(100, func(i int) (string, any) {
				return fmt.Sprint("p", i), asText(many(60, func(i int) (string, any) { return odd(100) + fmt.Sprint(i), 1 }))["policy"]
			}),
			many(100, func(i int) (string, any) {
				return fmt.Sprint("p", i), asText(many(60, func(i int) (string, any) { return odd(100) + fmt.Sprint(i), 2 }))["policy"]
			}), "more: <a href",
		},
		"deep JSON in a text": {
			map[string]any{"a": strings.Repeat(`[`, 4_000) + "[1]" + strings.Repeat(`]`, 4_000)},
			map[string]any{"a": strings.Repeat(`[`, 4_000) + `{"a":[2]}` + strings.Repeat(`]`, 4_000)}, "8,003 characters",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := largeDrift(test.expected, test.actual)
			page, err := Drift(now, d, time.Time{}, Address{})
			if err != nil {
				t.Fatal(err)
			}
			if body := shows(t, page, test.want, "format=json"); len(body) > maxPage {
				t.Errorf("%d bytes, at most %d", len(body), maxPage)
			}
			found, seen := models.Page[models.Drift]{Page: 1, Limit: 50, Total: 50}, map[uuid.UUID]models.Sighting{}
			for range 50 {
				d.Drift.ID = uuid.New()
				found.Items, seen[d.Drift.ID] = append(found.Items, d.Drift), d.Sighting
			}
			if body := shows(t, Drifts(now, at(t, "/debug/drifts"), models.DriftQuery{}, found, seen, false, time.Time{})); len(body) > maxPage {
				t.Errorf("the list has %d bytes, at most %d", len(body), maxPage)
			}
		})
	}
}

// Everything that a page shows of a drift may be as long and odd as a report or a
// person makes it.
func TestPageWithEverythingLong(t *testing.T) {
	t.Parallel()
	members := func(value string) map[string]any {
		return many(1_000, func(i int) (string, any) { return odd(120) + fmt.Sprint(i), value })
	}
	d := largeDrift(members(odd(200)), members(odd(198)))
	for i := range d.Changes {
		if i > 500 {
			d.Changes[i].Noise = "empty"
		}
	}
	d.Drift.ResourceID, d.Sighting.Address, d.Sighting.Scope = odd(255), odd(1<<20), odd(models.MaxScopeLength)
	d.Drift.ApprovedAt, d.Drift.ApprovalReason = ptr(now), ptr(odd(1<<20))
	d.Supersedes = &models.Relative{ID: driftID, Status: models.StatusApproved, Reason: ptr(odd(1 << 20))}
	for i := range d.Occurrences.Items {
		d.Occurrences.Items[i].Address, d.Occurrences.Items[i].PreviousAddress = odd(200), odd(200)
		d.Alerts.Items = append(d.Alerts.Items, models.Alert{Title: odd(200), Message: odd(2000), CreatedAt: now})
		d.Costs.Items = append(d.Costs.Items, models.CostMetric{PeriodStart: now, PeriodEnd: now})
	}
	d.Audit.Items[0].Action = models.ActionDriftApproved
	d.Alerts.Total, d.Costs.Total = models.DossierRows, models.DossierRows
	page, err := Drift(now, d, time.Time{}, Address{})
	if err != nil {
		t.Fatal(err)
	}
	body := shows(t, page, "more: <a href", "left out as noise", "older ones are not shown here", ">Alerts ", ">Costs ", "long: <a href")
	if len(body) > maxPage {
		t.Errorf("%d bytes, at most %d", len(body), maxPage)
	}
	covered := make([]models.CoveredResource, maxListed)
	for i := range covered {
		covered[i] = models.CoveredResource{Address: odd(200), Type: odd(200), ID: odd(200)}
	}
	saw, out := make([]models.ScanEntry, maxListed), make([]models.LeftOut, maxListed)
	for i := range saw {
		saw[i] = models.ScanEntry{Address: odd(200), ResourceType: odd(200), ResourceID: odd(200), Changes: []string{odd(200), odd(200), odd(200)}, Severity: models.SeverityInfo, Status: models.StatusDetected}
		out[i] = models.LeftOut{Address: odd(200), ResourceType: odd(200), ResourceID: odd(200), Reason: odd(200)}
	}
	for _, view := range []ScanView{{Scan: scan(), Covered: covered}, {Scan: scan(), Entries: saw, LeftOut: out, Covered: covered, Total: maxListed}} {
		if body := shows(t, Scan(now, view), ">read them as JSON</a>"); len(body) > maxPage {
			t.Errorf("the page of a scan has %d bytes, at most %d", len(body), maxPage)
		}
	}
	if body := shows(t, ScanComparison(now, scan(), scan(), models.ScanComparison{Came: saw, Further: saw, Stayed: saw, Went: saw}), ">read them as JSON</a>"); len(body) > maxPage {
		t.Errorf("the page of a scan has %d bytes, at most %d", len(body), maxPage)
	}
}

func TestRoom(t *testing.T) {
	t.Parallel()
	r := room(20)
	if r.takes("drift", "marked", marked{Before: "<<<<<<"}) || r != 20 { // 24 bytes
		t.Errorf("what is too long took room: %d are left", r)
	}
	if !r.takes("drift", "marked", marked{Before: "<<<"}) || r != 8 {
		t.Errorf("%d are left, want 8", r)
	}
	r.within(5, func(part *room) {
		if part.takes("drift", "marked", marked{Before: "123456"}) || !part.takes("drift", "marked", marked{Before: "123"}) {
			t.Error("a part is as large as the whole")
		}
	})
	if r != 5 {
		t.Errorf("%d are left, want 5", r)
	}
}
