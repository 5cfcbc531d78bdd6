package cli_test

import (
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestLifecycle(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	addUser(t, db, "bob@example.com", "viewer")
	drifts := imported(t, db)
	id := drifts[0].ID.String()
	as := func(email string, args ...string) []string { return on(db, append(args, "--as", email)...) }

	refused(t, 1, []string{"bob@example.com"}, as("bob@example.com", "drift", "triage", id)...)
	refused(t, 1, []string{`no user "eve@example.com"`}, as("eve@example.com", "drift", "triage", id)...)
	if out := ok(t, as("Ann@Example.com", "drift", "triage", id)...); !strings.HasPrefix(out, "Drift "+id+" is triaged: ") {
		t.Errorf("got %q", out)
	}
	refused(t, 1, []string{"already triaged", "ann@example.com"}, as("ann@example.com", "drift", "triage", id)...)
	refused(t, 2, []string{"reason: takes at least 10 characters, got 5"}, as("ann@example.com", "drift", "approve", id, "--reason", "short")...)
	refused(t, 2, []string{"guardian: --until: takes a time to come; 2026-01-01T00:00:00Z is past"},
		as("ann@example.com", "drift", "approve", id, "--reason", "Agreed in CHG-1042", "--until", "2026-01-01")...)
	got := okJSON[models.DriftResponse](t, as("ann@example.com", "drift", "approve", id, "--reason", "Agreed in CHG-1042")...)
	if got.Status != models.StatusApproved || *got.ApprovalReason != "Agreed in CHG-1042" {
		t.Errorf("got %+v", got)
	}
	refused(t, 1, []string{"approved", "ann@example.com"}, as("ann@example.com", "drift", "reject", id, "--reason", "Port 22 must not be open")...)
	ok(t, as("ann@example.com", "drift", "resolve", id, "--how", "manual-fix")...)
	if out := ok(t, as("ann@example.com", "drift", "approve", drifts[2].ID.String(), "--reason", "Agreed in CHG-1042", "--until", "2999-12-31")...); !strings.HasPrefix(out, "Drift "+drifts[2].ID.String()+" is approved until 2999-12-31 00:00 UTC: web-shop/") {
		t.Errorf("got %q", out)
	}
	ok(t, as("ann@example.com", "drift", "reject", drifts[1].ID.String(), "--reason", "Port 22 must not be open")...)
	refused(t, 1, []string{"not found"}, as("ann@example.com", "drift", "triage", "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55")...)

	var details string
	readSQL(t, db, "SELECT string_agg(DISTINCT (details->>'osUser') || '@' || (details->>'host'), ' ') FROM audit_logs WHERE action = 'drift.resolved'", &details)
	if host, err := os.Hostname(); err != nil || !strings.HasSuffix(details, "@"+host) || strings.HasPrefix(details, "@") {
		t.Errorf("the step came from %q, %v", details, err)
	}
	wantOrigin(t, db, "drift.triaged", "drift.approved", "drift.rejected", "drift.resolved", "alert.read")

	out := ok(t, on(db, "drift", "show", id)...)
	for _, line := range []string{"resolved\n", "  approved ", "Agreed in CHG-1042", "as manual-fix", "web-shop (terraform)", "0 of them unread",
		"guardian         detected (manual)\n", "ann@example.com  triaged\n", "ann@example.com  approved: Agreed in CHG-1042\n",
		"ann@example.com  resolved as manual-fix\n"} {
		if !strings.Contains(out, line) {
			t.Errorf("drift show lacks %q:\n%s", line, out)
		}
	}
}
