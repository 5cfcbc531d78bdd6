package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// TestLongNames: no list shows more of a name than its beginning and its end; the page of the
// drift has more of it, folded and once.
func TestLongNames(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.furnish(t)
	h := l.server(t)
	long := "module.m.aws_x." + strings.Repeat("ab", 50_000)
	scan := l.newScan(t, "long/"+strings.Repeat("s", 400), l.now)
	odd := groupDrift
	odd.ResourceID, odd.Address, odd.PreviousAddress = "sg-long", long, "old."+long
	id := l.detect(t, scan, odd, l.now)
	must(t, l.store.Scans.Finish(t.Context(), scan.ID, models.ScanResult{
		Checked: 1, Drifted: 1, Created: 1, Coverage: []models.CoveredResource{{Address: long, Type: "aws_x", ID: long}},
	}))
	for path, want := range map[string]int{
		"/debug": 0, "/debug/drifts?status=all": 0, "/debug/alerts": 0, "/debug/scans": 0, "/debug/audit-logs": 0,
		"/debug/scans/" + scan.ID.String(): 0, "/debug/drifts/" + id.String(): 1,
	} {
		body := strings.ReplaceAll(get(h, path, "Accept", asPage).Body.String(), "<wbr>", "")
		if n := strings.Count(body, long[:200]); n != want {
			t.Errorf("%s shows the address %d times in full, want %d", path, n, want)
		}
		if path != "/debug" && path != "/debug/scans" && path != "/debug/audit-logs" && !strings.Contains(body, long[:40]) {
			t.Errorf("%s does not show where the address begins", path)
		}
	}
	body := strings.ReplaceAll(get(h, "/debug/drifts/"+id.String(), "Accept", asPage).Body.String(), "<wbr>", "")
	if !strings.Contains(body, `<details class="address long"><summary><bdi>`+long[:80]+"…"+long[len(long)-40:]+"</bdi>") || !strings.Contains(body, "<bdi>"+long[:2000]+"…</bdi></details>") {
		t.Error("the address is not folded")
	}
	if w := get(h, "/debug/drifts/"+l.group.String(), "Accept", asPage); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="address long"`) {
		t.Error("a short address is folded")
	}
}
