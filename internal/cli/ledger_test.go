package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

const password = "correct horse battery"

// addUser adds a user whose password comes from standard input.
func addUser(t *testing.T, db testdb.Database, email, role string) models.UserResponse {
	t.Helper()
	r := runWith(t.Context(), password+"\n", on(db, "user", "add", "--email", email, "--role", role, "--output", "json")...)
	if r.status != 0 || r.err != "" || strings.Contains(r.out, "assword") {
		t.Fatalf("got %+v", r)
	}
	return readJSON[models.UserResponse](t, r.out)
}

func TestUsers(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ann := addUser(t, db, "ann@example.com", "admin")
	checkRefused(t, runWith(t.Context(), password, on(db, "user", "add", "--email", "ANN@example.com")...), 1, "ANN@example.com is taken")
	checkRefused(t, runWith(t.Context(), "short\n", on(db, "user", "add", "--email", "bob@example.com")...), 2, "password: takes 10 to 72 bytes, got 5")
	checkRefused(t, runWith(t.Context(), strings.Repeat("x", 100), on(db, "user", "add", "--email", "bob@example.com")...), 2, "password: takes 10 to 72 bytes")
	checkRefused(t, runWith(t.Context(), "\n", on(db, "user", "add", "--email", "bob@example.com")...), 2, "no password")
	r := runWith(t.Context(), password+"\r\n", on(db, "user", "add", "--email", "bob@example.com", "--first-name", "Bob", "--as", "ann@example.com")...)
	if r.status != 0 || !strings.HasPrefix(r.out, "Added viewer bob@example.com (") {
		t.Errorf("got %+v", r)
	}

	users := okJSON[models.List[models.UserResponse]](t, on(db, "user", "list")...)
	if users.Total != 2 || users.Items[0].Email != "bob@example.com" || *users.Items[0].FirstName != "Bob" || users.Items[1].ID != ann.ID {
		t.Errorf("got %+v", users)
	}
	if out := ok(t, on(db, "user", "deactivate", "BOB@example.com", "--as", "ann@example.com")...); out != "Deactivated bob@example.com.\n" {
		t.Errorf("got %q", out)
	}
	if out := ok(t, on(db, "user", "deactivate", "bob@example.com")...); out != "bob@example.com was deactivated already, nothing changed.\n" {
		t.Errorf("got %q", out)
	}
	if out := ok(t, on(db, "user", "list")...); !strings.Contains(out, "bob@example.com  viewer  no      never") {
		t.Errorf("got %q", out)
	}
	refused(t, 1, []string{"not found"}, on(db, "user", "deactivate", "eve@example.com")...)
	refused(t, 1, []string{"bob@example.com"}, on(db, "user", "deactivate", ann.ID.String(), "--as", "bob@example.com")...)
	if got := okJSON[models.UserResponse](t, on(db, "user", "deactivate", ann.ID.String())...); got.IsActive {
		t.Errorf("got %+v", got)
	}
}

// imported gives the drifts of one real report.
func imported(t *testing.T, db testdb.Database) []models.DriftResponse {
	t.Helper()
	ok(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "web-shop")...)
	return okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--sort", "-severity")...).Items
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
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
	got := okJSON[models.DriftResponse](t, as("ann@example.com", "drift", "approve", id, "--reason", "Agreed in CHG-1042")...)
	if got.Status != models.StatusApproved || *got.ApprovalReason != "Agreed in CHG-1042" {
		t.Errorf("got %+v", got)
	}
	refused(t, 1, []string{"approved", "ann@example.com"}, as("ann@example.com", "drift", "reject", id, "--reason", "Port 22 must not be open")...)
	ok(t, as("ann@example.com", "drift", "resolve", id, "--how", "manual-fix")...)
	ok(t, as("ann@example.com", "drift", "reject", drifts[1].ID.String(), "--reason", "Port 22 must not be open")...)
	refused(t, 1, []string{"not found"}, as("ann@example.com", "drift", "triage", "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55")...)

	out := ok(t, on(db, "drift", "show", id)...)
	for _, line := range []string{"resolved\n", "  approved ", "Agreed in CHG-1042", "as manual-fix", "web-shop (terraform)", "0 of them unread",
		"guardian         detected (manual)\n", "ann@example.com  triaged\n", "ann@example.com  approved: Agreed in CHG-1042\n",
		"ann@example.com  resolved as manual-fix\n"} {
		if !strings.Contains(out, line) {
			t.Errorf("drift show lacks %q:\n%s", line, out)
		}
	}
}

func TestDriftList(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	if out := ok(t, on(db, "drift", "list")...); out != "No drifts.\n" {
		t.Errorf("got %q", out)
	}
	all := imported(t, db)
	count := func(args ...string) int64 {
		t.Helper()
		return okJSON[models.List[models.DriftResponse]](t, on(db, append([]string{"drift", "list"}, args...)...)...).Total
	}
	want := int64(len(all))
	if count("--scope", "web-shop", "--status", "detected,triaged", "--status", "rejected") != want || count("--status", "all") != want {
		t.Error("a filter that keeps all does not")
	}
	if count("--scope", "elsewhere") != 0 || count("--resource-type", "S3") != 0 || count("--resourceType", "EC2") != want {
		t.Error("a filter that drops all does not")
	}
	if n := count("--changed", "monitoring", "--severity", "warning", "--since", "2020-01-01", "--until", "2999-01-01"); n == 0 || n == want {
		t.Errorf("changed keeps %d of %d", n, want)
	}

	first := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--limit", "3")...)
	out := ok(t, on(db, "drift", "list", "--limit", "3")...)
	if !strings.Contains(out, "3 of 7 drifts; more: --cursor "+*first.Next) || strings.Count(out, "\n") != 6 {
		t.Errorf("got %q", out)
	}
	second := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--limit", "3", "--cursor", *first.Next)...)
	if second.Items[0].ID == first.Items[0].ID || len(second.Items) != 3 {
		t.Errorf("the cursor gave %+v", second)
	}
	refused(t, 2, []string{"cursor"}, on(db, "drift", "list", "--cursor", "forged")...)
}

// The same resource in two scopes can be told apart, and the column shows what the
// list is sorted by.
func TestDriftListColumns(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	for scope, seen := range map[string]string{"prod/network": "2025-11-22T05:01:00Z", "staging/eu-central-1/network": time.Now().UTC().Format(time.RFC3339)} {
		ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", scope, "--detected-at", seen)...)
	}
	ok(t, on(db, "import", reportsDir+"15-mixed.refresh.json", reportsDir+"08-modules.refresh.json")...)
	out := ok(t, on(db, "drift", "list", "--sort", "detectedAt", "--scope", "prod/network,staging/eu-central-1/network")...)
	today := time.Now().UTC().Format("01-02 ")
	for _, want := range []string{
		"  SEVERITY  STATUS    DETECTED     SCOPE                 RESOURCE          CHANGED\n",
		"  warning   detected  2025-11-22   prod/network          aws_instance.web  instance_type\n", "  warning   detected  " + today,
		"  …u-central-1/network  aws_instance.web  instance_type\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	for sort, heading := range map[string]string{"createdAt": "CREATED UTC", "-detectedAt": "DETECTED", "costImpactMonthly": "$ A MONTH", "severity": "CREATED UTC"} {
		out := ok(t, on(db, "drift", "list", "--sort", sort)...)
		if !strings.Contains(out, "STATUS    "+heading) {
			t.Errorf("%s: %s", sort, out)
		}
		for line := range strings.Lines(out) {
			if n := utf8.RuneCountInString(line); n > 155 { // with the end of the line
				t.Errorf("%d columns: %s", n, line)
			}
		}
	}
}

func TestNoUsersYet(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	refused(t, 1, []string{"no users yet", "guardian user add --email ann@example.com --role engineer"},
		on(db, "drift", "triage", "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", "--as", "ann@example.com")...)
}

func TestDriftShow(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ok(t, on(db, "import", reportsDir+"07-sensitive.plan.json")...)
	ok(t, on(db, "import", reportsDir+"04-deleted.plan.json")...)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json")...)
	shown := map[string]string{} // by the report's name and the address
	for _, d := range okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...).Items {
		full := okJSON[models.DossierResponse](t, on(db, "drift", "show", d.ID.String())...)
		if full.ID != d.ID || full.OccurrenceCount != 1 || len(full.Occurrences) != 1 || len(full.AuditLogs) == 0 {
			t.Errorf("got %+v", full)
		}
		shown[filepath.Base(full.Scope)+" "+full.Address] = ok(t, on(db, "drift", "show", d.ID.String())...)
	}
	for name, text := range map[string]string{
		"02-single.plan aws_instance.web":           "  instance_type\n    expected  \"t3.micro\"\n    actual    \"t3.large\"\n",
		"07-sensitive.plan aws_ssm_parameter.token": "what differs is a secret, which is not kept; beside it:\n    both      \"(sensitive)\"\n",
		"04-deleted.plan aws_db_instance.main":      "The resource is gone. The code expects:\n\n  address ",
	} {
		if !strings.Contains(shown[name], text) {
			t.Errorf("%s lacks %q:\n%s", name, text, shown[name])
		}
	}
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
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
}
