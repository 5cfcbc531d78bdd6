package server

import (
	"net/http/httptest"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestCheckParameters(t *testing.T) {
	t.Parallel()
	known := listParameters(models.FilterLines(models.AuditFilters()), "sort")
	for query, want := range map[string]string{
		"": "", "action=a&action=b&actorId=x&limit=5&format=csv": "", "since=x": "",
		"since=a&since=b": "since: is given twice", "sort=a&sort=b": "sort: is given twice", "format=csv&format=csv": "format: is given twice",
		"acton=a":     "acton: is not known here; this address takes action, actorId, driftId, since, until, sort, limit, page, cursor and format",
		"format=yaml": `format: takes json, csv, got "yaml"`, "a=%zz": "query: cannot be read: special characters must be percent-encoded, as in %26 for &",
	} {
		got := ""
		if err := checkParameters(httptest.NewRequest("GET", "/x?"+query, nil), []string{"json", "csv"}, known); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
