package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestScan(t *testing.T) {
	t.Parallel()
	asJSON := `<a href="/debug/scans/` + scan().ID.String() + `?format=json">read them as JSON</a>`
	before := scan()
	shows(t, Scan(now, ScanView{
		Scan: scan(), Entries: entries(), Total: 5, Before: &before,
		LeftOut: []models.LeftOut{{Address: "aws_instance.quiet", ResourceType: "aws_instance", ResourceID: "i-9", Outcome: models.ScanSuppressed, Reason: "empty"}},
		Covered: []models.CoveredResource{{Address: "aws_s3_bucket.logs", Type: "aws_s3_bucket", ID: "logs"}},
	}),
		"aws_security_group.bastion", `href="/debug/drifts/`+driftID.String()+`"`, "created", "in the place of another", "reverts it", "and 4 more", "superseded",
		"gone", "3 more: "+asJSON, "aws_instance.quiet", `?compare=`+miraID.String()+`"`, `href="/debug/scopes/network/prod"`,
		"Can close drifts: no", "What it does not report may still have drifted: an ordinary plan may not have looked.",
		"3 empty", "1 seen again", "aws_s3_bucket.logs", "7 resources", "terraform 1.9.0", "by the scheduler", `href="/debug/drifts?scope=network/prod"`)
	driftctl, managed := scan(), 5
	driftctl.Managed, driftctl.Missing, driftctl.Unmanaged = &managed, new(1), new(3)
	shows(t, Scan(now, ScanView{Scan: driftctl}), "Managed by code", "5 of 9 resources (55 %), 1 gone, 3 unmanaged")
	shows(t, Scan(now, ScanView{Scan: scan(), Covered: make([]models.CoveredResource, maxListed+5)}), "5 more: "+asJSON)
}

// entries are what a scan saw.
func entries() []models.ScanEntry {
	return []models.ScanEntry{
		{DriftID: driftID, Address: "aws_security_group.bastion", ResourceType: "aws_security_group", ResourceID: "sg-0f3", Outcome: models.ScanCreated,
			Severity: models.SeverityCritical, Status: models.StatusResolved, NextApply: models.NextApplyRevert,
			Changes: []string{"a", "b", "c", "d"}, MoreChanges: 3, Supersedes: &miraID, SupersededBy: &miraID},
		{DriftID: miraID, ResourceType: "aws_instance", ResourceID: "i-1", Outcome: models.ScanResolved, Severity: models.SeverityInfo, Status: models.StatusResolved, Gone: true},
	}
}

// On a phone the columns are one, so whether the scan can close drifts and what it saw come before the facts.
func TestScanBeginsWithItsVerdict(t *testing.T) {
	t.Parallel()
	inOrder(t, shows(t, Scan(now, ScanView{})), "Can close drifts", `id="entries"`, `id="facts"`)
}
