package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestSorts(t *testing.T) {
	t.Parallel()
	links := sortLinks(at(t, "/x?sort=-severity"), models.SortSeverityDesc)
	for column, want := range map[models.DriftSort]sortLink{
		models.SortSeverity: {"/x?sort=severity", "descending"}, models.SortCost: {"/x?sort=-costImpactMonthly", ""}, models.SortDetectedAt: {"/x?sort=-detectedAt", ""},
	} {
		if got := links[string(column)]; got != want {
			t.Errorf("%s: %+v", column, got)
		}
	}
	if got := sortLinks(at(t, "/x?sort=severity"), models.SortSeverity)["severity"]; got != (sortLink{"/x?sort=-severity", "ascending"}) {
		t.Errorf("%+v", got)
	}
}
