package cli_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// new: counts what this import created, and what is open the rest.
func TestImportFailOnNew(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	of := func(file, failOn string) result {
		return run(t, on(db, "import", reportsDir+file, "--scope", "s", "--fail-on", failOn)...)
	}
	if r := of("02-single.plan.json", "new:critical"); r.status != 0 {
		t.Errorf("a warning: %+v", r)
	}
	if r := of("02-single.plan.json", "new:info"); r.status != 0 {
		t.Errorf("the same bytes create nothing: %+v", r)
	}
	if r := of("02-single.refresh.json", "new:info"); r.status != 0 {
		t.Errorf("what is known is not new: %+v", r)
	}
	checkRefused(t, of("02-single.refresh.json", "warning"), 3, "open drifts at least as bad as warning: 1 warning")
	checkRefused(t, of("15-mixed.refresh.json", "new:warning"), 3, "15-mixed.refresh.json: new drifts at least as bad as warning: 1 critical, 6 warning")
	checkRefused(t, of("15-mixed.refresh.json", "critical"), 3, "open drifts at least as bad as critical: 1 critical")
	if r := of("15-mixed.refresh.json", "new:critical"); r.status != 0 {
		t.Errorf("the second time: %+v", r)
	}
	refused(t, 2, []string{"--fail-on", "new:critical", `"new"`}, on(db, "import", "x.json", "--fail-on", "new")...)
}
