package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestFields(t *testing.T) {
	t.Parallel()
	fields := map[string]field{}
	for _, f := range fieldsOf(at(t, "/x?unread=true&driftId=7"), models.AlertFilters()) {
		fields[f.Name] = f
	}
	if got := fields["severity"]; strings.Join(got.Choices, ",") != "critical,warning,info" || got.Value != "" {
		t.Errorf("%+v", got)
	}
	if got := fields["unread"]; strings.Join(got.Choices, ",") != "true,false" || got.Value != "true" {
		t.Errorf("%+v", got)
	}
	if got := fields["driftId"]; got.Choices != nil || got.Hint != "its id" || got.Value != "7" {
		t.Errorf("%+v", got)
	}
}
