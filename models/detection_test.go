package models_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestDetection(t *testing.T) {
	t.Parallel()
	type in = models.Detection
	checkInput(t, in{
		Scan: models.BegunScan{Scan: models.Scan{ID: someone}}, ResourceID: "i-1", ResourceType: "EC2", Region: "global", Address: "aws_instance.a", FullResourceID: "i-1", FullType: "aws_instance",
		Action: "update", ExpectedState: models.JSON(`{"a":1}`), ActualState: models.JSON(`{}`), Difference: models.JSON(`{"a":{"expected":1}}`),
		Severity: models.SeverityInfo, NextApply: models.NextApplyRevert, DetectedBy: models.DetectedByManual, SeenAt: noon,
	}, slices.Concat(
		limit("resourceId", 255, true, func(d *in, s string) { d.ResourceID = s }),
		limit("resourceType", 50, true, func(d *in, s string) { d.ResourceType = s }),
		limit("region", 50, true, func(d *in, s string) { d.Region = s }),
		limit("accountId", 12, false, func(d *in, s string) { d.AccountID = s }),
		limit("address", 0, true, func(d *in, s string) { d.Address = s }),
		limit("previousAddress", 0, false, func(d *in, s string) { d.PreviousAddress = s }),
		limit("fullResourceId", 0, true, func(d *in, s string) { d.FullResourceID = s }),
		limit("fullType", 0, true, func(d *in, s string) { d.FullType = s }),
		limit("action", 20, true, func(d *in, s string) { d.Action = s }),
		jsonObject("expectedState", true, func(d *in, j models.JSON) { d.ExpectedState = j }),
		jsonObject("actualState", true, func(d *in, j models.JSON) { d.ActualState = j }),
		jsonObject("difference", true, func(d *in, j models.JSON) { d.Difference = j }),
		moment("seenAt", true, func(d *in, at time.Time) { d.SeenAt = at }),
		[]change[in]{
			{"no scan", func(d *in) { d.Scan.ID = uuid.Nil }, []string{"scanId"}},
			{"wrong enums", func(d *in) { d.Severity, d.NextApply, d.DetectedBy = "x", "x", "x" }, []string{"severity", "nextApply", "detectedBy"}},
		},
	))
}
