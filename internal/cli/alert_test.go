package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestAlerts(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "viewer")
	if out := ok(t, on(db, "alert", "list")...); out != "No alerts.\n" {
		t.Errorf("got %q", out)
	}
	drifts := imported(t, db)
	list := func(args ...string) models.List[models.AlertResponse] {
		t.Helper()
		return okJSON[models.List[models.AlertResponse]](t, on(db, append([]string{"alert", "list"}, args...)...)...)
	}
	unread := list("--unread")
	if unread.Total == 0 || unread.Total != list().Total || list("--drift", drifts[0].ID.String()).Total != 1 || list("--severity", "critical,warning").Total != unread.Total ||
		list("--severity", "all").Total != unread.Total || list("--severity", "critical, warning", "--unread").Total != unread.Total {
		t.Errorf("got %+v", unread)
	}
	id := unread.Items[0].ID.String()
	if out := ok(t, on(db, "alert", "read", id, "--as", "ann@example.com")...); !strings.HasPrefix(out, "Alert "+id+" is read: ") {
		t.Errorf("got %q", out)
	}
	if got := okJSON[map[string]int64](t, on(db, "alert", "read", "--all", "--as", "ann@example.com")...); got["read"] != unread.Total-1 {
		t.Errorf("got %v", got)
	}
	if out := ok(t, on(db, "alert", "read", "--all", "--as", "ann@example.com")...); out != "0 alerts marked as read.\n" {
		t.Errorf("got %q", out)
	}
	if list("--unread").Total != 0 || strings.Contains(ok(t, on(db, "alert", "list")...), " no ") {
		t.Error("something is still unread")
	}
	refused(t, 1, []string{"not found"}, on(db, "alert", "read", drifts[0].ID.String(), "--as", "ann@example.com")...)
	wantOrigin(t, db, "alert.read")
}
