package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// TestFiltersEverywhere: whatever a list can be narrowed by, its route takes, its
// form asks for and its page shows.
func TestFiltersEverywhere(t *testing.T) {
	t.Parallel()
	h := (&ledger{url: emptyLedger(t)}).server(t)
	walk(t, h, "/debug/drifts", models.DriftFilters())
	walk(t, h, "/debug/scans", models.ScanFilters())
	walk(t, h, "/debug/alerts", models.AlertFilters())
	walk(t, h, "/debug/cost-metrics", models.CostFilters())
	walk(t, h, "/debug/audit-logs", models.AuditFilters())
	walk(t, h, "/debug/users", models.UserFilters())
	walk(t, h, "/debug/sessions", models.SessionFilters())
}

func walk[F any](t *testing.T, h http.Handler, path string, filters []models.Filter[F]) {
	t.Helper()
	for _, f := range filters {
		value := map[models.FilterKind]string{
			models.FilterTexts: "x", models.FilterID: uuid.NewString(), models.FilterFlag: "true",
			models.FilterSince: "2026-11-01", models.FilterUntil: "2026-11-01",
		}[f.Kind]
		if f.Kind == models.FilterWords {
			value = f.Words[0]
		}
		at := path + "?" + f.Name + "=" + value
		decode(t, get(h, at), http.StatusOK)
		body := get(h, at, "Accept", asPage).Body.String()
		for _, want := range []string{`name="` + f.Name + `"`, `aria-label="Remove the filter ` + f.Name + " " + value + `"`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %s on the page", at, want)
			}
		}
		several := f.Kind == models.FilterWords || f.Kind == models.FilterTexts
		if twice := get(h, at+"&"+f.Name+"="+value).Code; (twice == http.StatusOK) != several {
			t.Errorf("%s given twice: %d", at, twice)
		}
	}
	if w := get(h, path+"?nothing=1"); w.Code != http.StatusBadRequest {
		t.Errorf("%s takes a filter that is none: %d", path, w.Code)
	}
}
