package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
)

// The same resource in two scopes can be told apart, and the column shows what the
// list is sorted by.
func TestDriftListColumns(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	for scope, seen := range map[string]string{"prod/network": "2025-11-22T05:01:00Z", "staging/eu-central-1/network": time.Now().UTC().Format(time.RFC3339)} {
		ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", scope, "--detected-at", seen)...)
	}
	ok(t, on(db, "import", reportsDir+"15-mixed.refresh.json", reportsDir+"08-modules.refresh.json")...)
	out := ok(t, on(db, "drift", "list", "--sort", "detectedAt", "--scope", "prod/network,staging/eu-central-1/network")...)
	today := time.Now().UTC().Format("01-02 ")
	for _, want := range []string{
		"ID        SEVERITY  STATUS    DETECTED UTC  NEXT APPLY  SCOPE                         RESOURCE          CHANGED\n",
		"  warning   detected  2025-11-22    reverts it  prod/network                  aws_instance.web  instance_type\n", "  warning   detected  " + today,
		"reverts it  staging/eu-central-1/network  aws_instance.web  instance_type\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	for sort, heading := range map[string]string{"createdAt": "CREATED UTC", "-detectedAt": "DETECTED UTC", "costImpactMonthly": "$ A MONTH", "severity": "CREATED UTC"} {
		if out := ok(t, on(db, "drift", "list", "--sort", sort)...); !strings.Contains(out, "STATUS    "+heading) {
			t.Errorf("%s: %s", sort, out)
		}
	}
}

func TestDriftListChosenColumns(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "prod/network")...)
	out := ok(t, on(db, "drift", "list", "--columns", "scope, address,id")...)
	if !strings.HasPrefix(out, "SCOPE         RESOURCE          ID\nprod/network  aws_instance.web  ") || len(strings.Fields(strings.Split(out, "\n")[1])[2]) != 36 {
		t.Errorf("got %q", out)
	}
	all := ok(t, on(db, "drift", "list", "--columns", "firstSeen,lastSeen,occurrences,costImpactMonthly,kind,tool,resourceType,resourceId,region,accountId")...)
	for _, want := range []string{"FIRST SEEN UTC", "LAST SEEN UTC", "SCANS", "not known", "configuration", "terraform", "EC2", "RESOURCE ID", "REGION", "ACCOUNT"} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %q:\n%s", want, all)
		}
	}
	if out := ok(t, on(db, "drift", "list", "--columns", "approvedByEmail,expectedState")...); !strings.HasPrefix(out, "APPROVED BY EMAIL  EXPECTED STATE\n") || !strings.Contains(out, `{"`) {
		t.Errorf("got %q", out)
	}
	var list struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(ok(t, on(db, "drift", "list", "--columns", "scope,severity", "-o", "json")...)), &list); err != nil || len(list.Items) != 1 || len(list.Items[0]) != 2 || list.Items[0]["scope"] != "prod/network" {
		t.Errorf("got %v, %v", list, err)
	}
	refused(t, 2, []string{`--columns: "colour" is none of shortId, id, resourceId, `}, on(db, "drift", "list", "--columns", "id,colour")...)
	refused(t, 2, []string{"--columns: names id twice"}, on(db, "drift", "list", "--columns", "id,scope,id")...)
	refused(t, 2, []string{"--columns: takes NAMES, got an empty one"}, on(db, "drift", "list", "--columns", "")...)
	refused(t, 2, []string{`--columns: "shortId" is none of id, resourceId, `}, on(db, "drift", "list", "--columns", "shortId", "-o", "json")...)
}

// Since when it is known stands in the list where that is longer than any drift of it.
func TestDriftListSaysSinceWhen(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "s", "--detected-at", "2026-11-22T05:01:00Z")...)
	if out := ok(t, on(db, "drift", "list")...); strings.Contains(out, "FIRST SEEN") {
		t.Errorf("seen when it was detected, and told twice:\n%s", out)
	}
	if r := run(t, on(db, "import", reportsDir+"02-single.refresh.json", "--scope", "s", "--detected-at", "2026-11-01")...); !strings.Contains(r.out, "1 repeated") {
		t.Fatalf("the late report gives %+v", r)
	}
	out := ok(t, on(db, "drift", "list")...)
	if !strings.Contains(out, "CREATED UTC  FIRST SEEN UTC  NEXT APPLY") || !strings.Contains(out, "  11-01 00:00     reverts it") {
		t.Errorf("got\n%s", out)
	}
}
