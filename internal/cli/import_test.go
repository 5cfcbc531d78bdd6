package cli_test

import (
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
