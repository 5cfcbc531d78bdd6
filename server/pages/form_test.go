package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestFields(t *testing.T) {
	t.Parallel()
	fields := fieldsOf(at(t, "/x?unread=true&driftId=7"), models.AlertFilters())
	if got := fields[0]; got.Name != "severity" || strings.Join(got.Choices, ",") != "critical,warning,info" || got.Value != "" {
		t.Errorf("%+v", got)
	}
	if got := fields[1]; got.Name != "unread" || strings.Join(got.Choices, ",") != "true,false" || got.Value != "true" {
		t.Errorf("%+v", got)
	}
	if got := fields[2]; got.Name != "driftId" || got.Choices != nil || got.Hint != "its id" || got.Value != "7" {
		t.Errorf("%+v", got)
	}
}
