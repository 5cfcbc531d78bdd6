package cli_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// What the flags say reaches the ledger.
func TestImportFlags(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", reportsDir+"real/pg-drift.plan.json", "--scope", "orders", "--region", "eu-north-1", "--account", "210987654321",
		"--detected-by", "scheduler", "--detected-at", "2026-02-03T04:05:06+01:00", "--format", "terraform")...)
	list := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--scope", "orders", "--accountId", "210987654321",
		"--region", "eu-north-1", "--detected-by", "scheduler", "--since", "2026-02-03T03:05:06Z", "--until", "2026-02-03T03:05:07Z")...)
	if list.Total != 8 {
		t.Errorf("got %d drifts, want 8", list.Total)
	}
	refused(t, 2, []string{"--format", "terraform", `"xml"`}, on(db, "import", reportsDir+"02-single.plan.json", "--format", "xml")...)
}

// What a pipeline imports is its own, unless the flag says otherwise.
func TestImportedBy(t *testing.T) {
	t.Parallel()
	report, err := filepath.Abs(reportsDir + "02-single.plan.json")
	if err != nil {
		t.Fatal(err)
	}
	db := testdb.LendDatabase(t)
	for i, c := range []struct {
		env, flags []string
		want       models.DetectedBy
	}{
		{nil, nil, models.DetectedByManual},
		{[]string{"CI="}, nil, models.DetectedByManual},
		{[]string{"CI=false"}, nil, models.DetectedByManual},
		{[]string{"CI=woodpecker"}, nil, models.DetectedByScheduler},
		{[]string{"CI=true"}, nil, models.DetectedByScheduler},
		{[]string{"CI=true"}, []string{"--detected-by", "api"}, models.DetectedByAPI},
	} {
		scope := fmt.Sprint("s", i)
		if r := runProgram(t, c.env, on(db, append([]string{"import", report, "--scope", scope}, c.flags...)...)...); r.status != 0 {
			t.Fatalf("%v: %s", c.env, r.err)
		}
		list := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--scope", scope)...)
		if len(list.Items) != 1 || list.Items[0].DetectedBy != c.want {
			t.Errorf("%v %v: %+v", c.env, c.flags, list.Items)
		}
	}
}
