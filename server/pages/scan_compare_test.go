package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestScanComparison(t *testing.T) {
	t.Parallel()
	shows(t, ScanComparison(now, scan(), scan(), models.ScanComparison{Came: entries()[:1], Went: make([]models.ScanEntry, maxListed+3)}),
		"Two scans of", "aws_security_group.bastion", "In the place of another <span", "No drift took the place of another.", `more: <a href="/debug/scans/`+scan().ID.String()+`?compare=`+scan().ID.String()+`&amp;format=json">read them as JSON</a>`,
		`<span class="count">503</span>`, `href="/debug/scopes/network/prod"`)
}
