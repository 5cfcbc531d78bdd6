package pages

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestScans(t *testing.T) {
	t.Parallel()
	trusted := scan()
	trusted.NotClosing = ""
	listed(t, Scans(now, []models.Scan{scan(), trusted}), "network/prod", ">no<", "an ordinary plan may not have looked", ">yes<",
		"1 new", "3 empty", `href="/debug/scans/`+miraID.String())
}
