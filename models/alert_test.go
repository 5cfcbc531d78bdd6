package models_test

import (
	"slices"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestCreateAlertInput(t *testing.T) {
	t.Parallel()
	type in = models.CreateAlertInput
	checkInput(t, in{DriftID: someone, Type: models.AlertDriftDetected, Severity: models.SeverityWarning, Title: "a", Message: "b"}, slices.Concat(
		limit("type", 50, true, func(a *in, s string) { a.Type = s }),
		limit("title", 255, true, func(a *in, s string) { a.Title = s }),
		limit("message", 0, true, func(a *in, s string) { a.Message = s }),
		[]change[in]{{"nothing", func(a *in) { *a = in{} }, []string{"driftId", "type", "severity", "title", "message"}}},
	))
}
