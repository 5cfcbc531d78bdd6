package pages

import (
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestDownloads(t *testing.T) {
	t.Parallel()
	got := downloads(at(t, "/x?scope=a"))
	if want := []link{{Text: "CSV", Href: "/x?format=csv&scope=a"}, {Text: "NDJSON", Href: "/x?format=ndjson&scope=a"}}; !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	if got := joined(models.Severities()); got != "critical,warning,info" {
		t.Error(got)
	}
}
