package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestRelated(t *testing.T) {
	t.Parallel()
	d := group()
	if got := relatedTo(ptr(room(pageRoom)), now, d); got != nil {
		t.Errorf("%+v", got)
	}
	d.Occurrences = models.Page[models.Occurrence]{Items: []models.Occurrence{{Address: "new", PreviousAddress: "old", NextApply: models.NextApplyKeep}}, Total: 3}
	d.Costs = models.Page[models.CostMetric]{Items: []models.CostMetric{{CostUSD: models.MustMoney("1")}}, Total: 1}
	got := relatedTo(ptr(room(pageRoom)), now, d)
	if len(got) != 2 || got[0].Count != "3" || got[0].More != "2 older ones are not shown here." || got[0].Rows[0][2].Sub != "before: old" || got[0].Rows[0][3].Text != "keeps it" {
		t.Fatalf("%+v", got)
	}
	if got[1].All != "/debug/cost-metrics?driftId="+driftID.String() || got[1].More != "" {
		t.Errorf("%+v", got[1])
	}
}

// What was seen by more scans than are kept says where the others are.
func TestSightingsOfDeletedScans(t *testing.T) {
	t.Parallel()
	d := group()
	d.Sighting.Occurrences = 5
	d.Occurrences = models.Page[models.Occurrence]{Items: []models.Occurrence{{Address: "a"}}, Total: 1}
	if got := relatedTo(ptr(room(pageRoom)), now, d); got[0].More != "4 more scans that saw it are deleted by now." {
		t.Errorf("%q", got[0].More)
	}
	d.Sighting.Occurrences, d.Occurrences.Total = 4, 3
	if got := relatedTo(ptr(room(pageRoom)), now, d); got[0].More != "2 older ones are not shown here. 1 more scan that saw it is deleted by now." {
		t.Errorf("%q", got[0].More)
	}
}
