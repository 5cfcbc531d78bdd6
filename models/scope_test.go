package models_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestStale(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]bool{time.Hour: false, models.StaleAfter: false, models.StaleAfter + 1: true} {
		if got := (models.Scope{Newest: &models.Scan{ScannedAt: now.Add(-ago)}}).Stale(now); got != want {
			t.Errorf("%s ago: stale is %v", ago, got)
		}
	}
	for imported, want := range map[time.Duration]bool{time.Hour: false, models.StaleAfter + 1: true} {
		ahead := models.Scan{ScannedAt: now.AddDate(0, 1, 0), CreatedAt: now.Add(-imported)}
		if got := (models.Scope{Newest: &ahead}).Stale(now); got != want {
			t.Errorf("of a report that lies ahead, imported %s ago: stale is %v", imported, got)
		}
	}
	if !(models.Scope{}).Stale(now) {
		t.Error("without a scan it is not stale")
	}
	if got := models.Yesterday(now.In(time.FixedZone("", -5*3600))); !got.Equal(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("yesterday is %s", got)
	}
}

func TestScopeResponse(t *testing.T) {
	t.Parallel()
	scan := models.Scan{ScannedAt: time.Date(2026, 11, 26, 4, 0, 0, 0, time.FixedZone("", 3600)), Checked: 7, Created: 2, Resolved: 1, NotClosing: "why"}
	s := models.Scope{
		Name: "prod", Tool: "terraform", Newest: &scan, Open: models.SeverityCounts{Critical: 1, Info: 2}, Unmanaged: 3, UnmanagedCritical: 2, New: 1, Owners: []string{"net"}, Overdue: 4,
		NextApply: map[models.NextApply]int64{models.NextApplyRevert: 2, models.NextApplyUnknown: 1},
	}
	const want = `{"scope":"prod","tool":"terraform","scanId":"00000000-0000-0000-0000-000000000000","scannedAt":"2026-11-26T03:00:00Z",` +
		`"checked":7,"created":2,"resolved":1,"notClosing":"why","critical":1,"warning":0,"info":2,"revert":2,"keep":0,"unknown":1,"new":1,"unmanaged":3,"unmanagedCritical":2,"owners":["net"],"overdue":4}`
	if got := string(models.MustJSON(s.Response())); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	const none = `{"scope":"x","tool":"y","checked":0,"created":0,"resolved":0,"critical":0,"warning":0,"info":0,"revert":0,"keep":0,"unknown":0,"new":0,"unmanaged":0,"unmanagedCritical":0,"owners":[],"overdue":0}`
	if got := string(models.MustJSON(models.Scope{Name: "x", Tool: "y"}.Response())); got != none {
		t.Errorf("got  %s\nwant %s", got, none)
	}
}
