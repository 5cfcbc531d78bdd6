package telling

import (
	"testing"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A drift of which there are two things to say stands once, and the gravest comes first.
func TestEachDriftStandsOnce(t *testing.T) {
	t.Parallel()
	a, b := uuid.New(), uuid.New()
	o := outgoing{items: []item{
		{Kind: models.NoticeAlert, Drift: &a, Severity: models.SeverityWarning, Says: "It differs."},
		{Kind: models.NoticeAlert, Drift: &a, Severity: models.SeverityWarning, Says: "It differs."},
		{Kind: models.NoticeOverdue, Drift: &a, Severity: models.SeverityWarning, Says: "It is late."},
		{Kind: models.NoticeAlert, Drift: &b, Severity: models.SeverityCritical, Says: "It is gone."},
		{Kind: models.NoticeResolved, Drift: &b, Severity: models.SeverityCritical, Says: "It is resolved."},
	}}
	told := o.told()
	if len(told) != 2 || *told[0].Drift != b || told[0].Says != "It is gone." || told[1].Says != "It differs. It is late." {
		t.Errorf("%+v", told)
	}
	if o.items[0].Says != "It differs." {
		t.Errorf("it was changed: %+v", o.items[0])
	}
	for want, i := range map[string]item{
		"a.b":   {Drift: &a, Address: "a.b", ResourceID: "i-1"},
		"EC2 i": {Drift: &a, ResourceType: "EC2", ResourceID: "i"},
		"due":   {Rule: "due"},
	} {
		if got := i.resource(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
