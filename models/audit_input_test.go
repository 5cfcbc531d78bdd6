package models_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestAppendAuditInput(t *testing.T) {
	t.Parallel()
	type in = models.AppendAuditInput
	checkInput(t, in{Action: "drift.exported"}, slices.Concat(
		limit("action", 100, true, func(a *in, s string) { a.Action = s }),
		limit("userAgent", 500, false, func(a *in, s string) { a.UserAgent = s }),
		jsonObject("oldValue", false, func(a *in, j models.JSON) { a.OldValue = j }),
		jsonObject("newValue", false, func(a *in, j models.JSON) { a.NewValue = j }),
		jsonObject("details", false, func(a *in, j models.JSON) { a.Details = j }),
		[]change[in]{{"an empty address", func(a *in) { a.IPAddress = &models.IP{} }, []string{"ipAddress"}}},
	))
	for _, own := range models.Actions() {
		if err := (in{Action: own}).Validate(); err == nil || !strings.Contains(err.Error(), "action: "+own+" is what the program itself writes") {
			t.Errorf("%s: %v", own, err)
		}
	}
}
