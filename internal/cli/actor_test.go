package cli_test

import (
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestNoUsersYet(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	refused(t, 1, []string{"no users yet", "guardian user add --email ann@example.com --role engineer"},
		on(db, "drift", "triage", "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", "--as", "ann@example.com")...)
}

// The setting names the user who acts, before there is one it names nobody; --as wins.
func TestGuardianUser(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	as := func(args ...string) []string { return on(db, append(args, "--guardian-user", "ann@example.com")...) }
	add := func(args ...string) result {
		return runWith(t.Context(), password+"\n", as(append([]string{"user", "add"}, args...)...)...)
	}
	if r := add("--email", "ann@example.com", "--role", "engineer"); r.status != 0 {
		t.Fatalf("the first user: %+v", r)
	}
	checkRefused(t, add("--email", "bob@example.com", "--role", "engineer"), 1, "ann@example.com is no admin")
	refused(t, 1, []string{`--as: there is no user "eve@example.com"`}, as("alert", "read", "--all", "--as", "eve@example.com")...)
	refused(t, 1, []string{`GUARDIAN_USER: there is no user "eve@example.com"`}, on(db, "alert", "read", "--all", "--guardian-user", "eve@example.com")...)
	if out := ok(t, as("alert", "read", "--all")...); out != "0 alerts marked as read.\n" {
		t.Errorf("got %q", out)
	}
}

// wantOrigin: each audit row of such an action tells where the command was given.
func wantOrigin(t *testing.T, db testdb.Database, actions ...string) {
	t.Helper()
	host, err := os.Hostname()
	for _, action := range actions {
		var all, told int
		readSQL(t, db, "SELECT count(*) FROM audit_logs WHERE action = '"+action+"'", &all)
		readSQL(t, db, "SELECT count(*) FROM audit_logs WHERE action = '"+action+"' AND details->>'osUser' <> '' AND details->>'host' = '"+host+"'", &told)
		if err != nil || all == 0 || told < all {
			t.Errorf("%s: %d of %d rows tell where the command was given", action, told, all)
		}
	}
}
