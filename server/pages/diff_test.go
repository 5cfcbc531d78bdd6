package pages

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func decoded(t testing.TB, text string) side {
	t.Helper()
	if text == "" {
		return side{}
	}
	v, err := models.DecodeJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return side{v, true}
}

// spell writes rows as path:expected>actual, with - for a side that is absent.
func spell(rows []changeRow) string {
	var words []string
	for _, r := range rows {
		if r.Inner != nil {
			words = append(words, r.Path+"{"+spell(r.Inner)+"}")
			continue
		}
		word := func(s shown) string {
			if s.Kind == "absent" {
				return "-"
			}
			return s.Text.whole() + s.Size
		}
		words = append(words, r.Path+":"+word(r.Expected)+">"+word(r.Actual))
	}
	return strings.Join(words, " ")
}

// rowsOf are the rows of changes on a page that has all its room.
func rowsOf(changes []models.JudgedChange) ([]changeRow, error) {
	r := room(pageRoom)
	rows := changeRows{room: &r, values: maxShown}
	return rows.of(changes)
}

func TestChangeRows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ path, expected, actual, want string }{
		{`a.b[0]`, `1`, `2`, `a.b[0]:1>2`},
		{`a`, ``, `"x"`, `a:->x`},
		{`a`, `null`, ``, `a:null>-`},
		{`policy`, `"{\"Effect\":\"Allow\",\"a b\":1}"`, `"{\"Effect\":\"Deny\",\"a b\":1}"`, `policy{policy.Effect:Allow>Deny}`},
		{`policy`, `"{ }"`, `"{}"`, `policy:{ }>{}`},
		{`a`, `"` + strings.Repeat("x", maxDecoded) + `"`, ``, `a:64 KiB, in the JSON>-`},
	} {
		rows, err := rowsOf([]models.JudgedChange{{Path: test.path, Expected: models.JSON(test.expected), Actual: models.JSON(test.actual)}})
		if err != nil || spell(rows) != test.want {
			t.Errorf("%s: %s, want %s (%v)", test.path, spell(rows), test.want, err)
		}
	}
	rows, err := rowsOf([]models.JudgedChange{{Path: "a", Severity: models.SeverityCritical, InCode: ptr(false), NextApply: models.NextApplyKeep,
		Expected: models.JSON(`"(sensitive)"`), Actual: models.JSON(`"(sensitive)"`)}})
	if r := rows[0]; err != nil || !r.Secret || r.Severity != "critical" || r.InCode != "not in the code" || r.NextApply != models.NextApplyKeep || r.Sides != "both" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := rowsOf([]models.JudgedChange{{Path: "a..b", Expected: models.JSON(`1`)}}); err == nil {
		t.Error("what is no path is shown")
	}
}

// What there is no room for stands in the JSON; what comes first has the room.
func TestChangeRowsHaveRoom(t *testing.T) {
	t.Parallel()
	long := models.JSON(`"` + strings.Repeat(`<\"`, 4000) + `"`)
	rows, err := rowsOf([]models.JudgedChange{{Path: "a", Actual: long}, {Path: "b", Actual: long}, {Path: "c", Actual: models.JSON(`1`)}})
	if err != nil || rows[0].Actual.Full == nil || rows[1].Actual.Full != nil || rows[1].Actual.Size != "8,000 characters in the JSON" || rows[2].Actual.Kind != "number" {
		t.Errorf("%s, %v", spell(rows), err)
	}
	expected, actual := map[string]any{}, map[string]any{}
	for i := range maxInner + 7 {
		expected[fmt.Sprint("k", i)], actual[fmt.Sprint("k", i)] = 1, 2
	}
	rows, err = rowsOf([]models.JudgedChange{{Path: "policy", Expected: models.MustJSON(string(models.MustJSON(expected))), Actual: models.MustJSON(string(models.MustJSON(actual)))}})
	if err != nil || len(rows[0].Inner) != maxInner || rows[0].MoreInner != "7 more" {
		t.Errorf("%d and %q, %v", len(rows[0].Inner), rows[0].MoreInner, err)
	}
}

// manyChanges is a drift of a resource that differs in n places, all of which an
// import judged, one as critical.
func manyChanges(n int) models.Dossier {
	d := group()
	d.Changes = nil
	expected, actual := map[string]any{}, map[string]any{}
	for i := range n {
		key := fmt.Sprintf("rule_%05d", i)
		expected[key], actual[key] = map[string]any{"cidr": "10.0.0.0/8 \"&\"", "port": i}, map[string]any{"cidr": "0.0.0.0/0 \"<\"", "port": i}
	}
	d.Drift.ExpectedState, d.Drift.ActualState = models.MustJSON(expected), models.MustJSON(actual)
	d.Drift.Difference = models.MustJSON(models.Difference(expected, actual))
	for _, c := range models.Changes(expected, actual) {
		d.Changes = append(d.Changes, c.Judged(models.SeverityWarning))
	}
	d.Changes[n-1].Severity = models.SeverityCritical
	for range models.DossierRows {
		d.Occurrences.Items = append(d.Occurrences.Items, models.Occurrence{Address: d.Sighting.Address, NextApply: models.NextApplyRevert, SeenAt: now})
		d.Audit.Items = append(d.Audit.Items, models.AuditLog{Action: models.ActionAlertCreated, CreatedAt: now.Add(-time.Hour)})
	}
	return d
}

// However much differs, the page stays small, begins with the gravest and says where
// the rest is.
func TestPageOfManyChangesIsSmall(t *testing.T) {
	t.Parallel()
	page, err := Drift(now, manyChanges(10_000), time.Time{}, Address{})
	if err != nil {
		t.Fatal(err)
	}
	body := shows(t, page, "10,000 changes: 1 critical, 9,999 warning", "… and 9,900 more: <a href=\"/debug/drifts/"+driftID.String()+"?format=json\">read them as JSON</a>")
	if limit := 300_000; len(body) > limit {
		t.Errorf("%d bytes, at most %d", len(body), limit)
	}
	if folded := strings.Count(body[strings.Index(body, `<details class="folded"><summary>80 more</summary>`):], `<tr class="whole">`); folded != 80 {
		t.Errorf("%d changes are folded, want 80", folded)
	}
	if gravest, next := strings.Index(body, "rule_09999"), strings.Index(body, "rule_00000"); gravest < 0 || gravest > next {
		t.Errorf("the gravest change stands at %d, another at %d", gravest, next)
	}
}

// BenchmarkPageOfManyChanges makes the page of a drift with 10,000 changes.
func BenchmarkPageOfManyChanges(b *testing.B) {
	d := manyChanges(10_000)
	var size int
	for b.Loop() {
		page, err := Drift(now, d, time.Time{}, Address{})
		if err != nil {
			b.Fatal(err)
		}
		html, err := page.Render(Frame{At: Address{path: "/debug/drifts"}, Now: now})
		if err != nil {
			b.Fatal(err)
		}
		size = len(html)
	}
	b.ReportMetric(float64(size)/1000, "kB/page")
}
