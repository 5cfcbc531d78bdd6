package cli_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

const password = "correct horse battery"

// imported gives the drifts of one real report.
func imported(t *testing.T, db testdb.Database) []models.DriftResponse {
	t.Helper()
	ok(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "web-shop")...)
	return okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--sort", "-severity")...).Items
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
