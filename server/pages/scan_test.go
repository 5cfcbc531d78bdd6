package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestScan(t *testing.T) {
	t.Parallel()
	shows(t, Scan(now, scan(), []models.CoveredResource{{Address: "aws_s3_bucket.logs", Type: "aws_s3_bucket", ID: "logs"}}),
		"Can close drifts: no", "What it does not report may still have drifted: an ordinary plan may not have looked.",
		"3 empty", "1 seen again", "aws_s3_bucket.logs", "7 resources", "terraform 1.9.0", "by the scheduler", `href="/debug/drifts?scope=network/prod"`)
	driftctl, managed := scan(), 5
	driftctl.Managed, driftctl.Missing, driftctl.Unmanaged = &managed, new(1), new(3)
	shows(t, Scan(now, driftctl, nil), "Managed by code", "5 of 9 resources (55 %), 1 gone, 3 unmanaged")
	shows(t, Scan(now, scan(), make([]models.CoveredResource, maxCoverage+5)), "5 more: read them as JSON")
}
