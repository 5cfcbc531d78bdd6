package server

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestCheckParameters(t *testing.T) {
	t.Parallel()
	list := route{parameters: listParameters(models.FilterLines(models.AuditFilters()), models.SortParameter()), row: models.AuditLogResponse{}}
	for query, want := range map[string]string{
		"": "", "action=a&action=b&actorId=x&limit=5&format=csv": "", "since=x": "",
		"since=a&since=b": "since: is given twice", "sort=a&sort=b": "sort: is given twice", "format=csv&format=csv": "format: is given twice",
		"acton=a":     "acton: is not known here; this address takes action, actorId, driftId, since, until, sort, limit, page, cursor and format",
		"format=yaml": `format: takes json, html, csv, ndjson, got "yaml"`, "a=%zz": "query: cannot be read: special characters must be percent-encoded, as in %26 for &",
	} {
		got := ""
		if err := checkParameters(httptest.NewRequest("GET", "/x?"+query, nil), list); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for want, r := range map[string]route{
		"format: is not known here; this address takes no parameter": {media: "text/plain"},
		`format: takes json, html, got "csv"`:                        {},
	} {
		if err := checkParameters(httptest.NewRequest("GET", "/x?format=csv", nil), r); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := checkParameters(httptest.NewRequest("GET", "/x?a=1", nil), route{}); err == nil || err.Error() != "a: is not known here; this address takes format alone" {
		t.Error(err)
	}
}

// However much is wrong in a query, the answer is short: it names a few and says how many more.
func TestCheckManyParameters(t *testing.T) {
	t.Parallel()
	list := route{parameters: listParameters(models.FilterLines(models.AuditFilters())), row: models.AuditLogResponse{}}
	var names []string
	for i := range 10_000 {
		names = append(names, fmt.Sprintf("a%05d", i))
	}
	for _, query := range []string{strings.Join(names, "&"), strings.Repeat("x", 60_000) + "=1", "format=" + strings.Repeat("x", 60_000)} {
		err := checkParameters(httptest.NewRequest("GET", "/x?"+query, nil), list)
		if err == nil || len(err.Error()) > 4_000 {
			t.Errorf("%.20s…: %d characters", query, len(fmt.Sprint(err)))
		}
		if more := "query: 9990 more parameters are wrong"; strings.Contains(query, "&") && !strings.HasSuffix(err.Error(), more) {
			t.Errorf("%q does not end with %q", err, more)
		}
	}
}

// However many values are wrong, the answer names a few and says how many more.
func TestProblemsOfManyValues(t *testing.T) {
	t.Parallel()
	_, _, err := models.ParseFilter(map[string][]string{"scope": {strings.Repeat("a*b,", 3000)}}, models.DriftFilters())
	got := problemOf(err)
	if got.Status != 400 || len(got.Detail) > 4000 || len(got.InvalidParams) != 11 || !strings.HasSuffix(got.Detail, "query: 2990 more values are wrong") {
		t.Errorf("%d: %d characters, %d names: …%s", got.Status, len(got.Detail), len(got.InvalidParams), got.Detail[max(0, len(got.Detail)-60):])
	}
}
