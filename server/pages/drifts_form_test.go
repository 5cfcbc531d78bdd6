package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestDriftForm(t *testing.T) {
	t.Parallel()
	f := driftFormOf(at(t, "/x?severity=info&sort=severity&limit=7"))
	if f.Open || f.Sort != "severity" || f.Limit != "7" || f.Choices[0].Name != "severity" || f.Choices[1].Name != "status" || f.More[0].Name != "detectedBy" {
		t.Errorf("%+v", f)
	}
	if boxes := f.Choices[0].Options; len(boxes) != 3 || boxes[0].Checked || !boxes[2].Checked {
		t.Errorf("%+v", boxes)
	}
	if n := len(f.Choices) + len(f.More) + len(f.Fields); n != len(models.DriftFilters())+1 {
		t.Errorf("%d inputs for %d filters", n, len(models.DriftFilters()))
	}
	if f := driftFormOf(at(t, "/x?region=a")); !f.Open {
		t.Error("a lesser filter that is set is hidden")
	}
	if f := driftFormOf(at(t, "/x?detectedBy=api")); !f.Open {
		t.Error("a lesser choice that is made is hidden")
	}
}
