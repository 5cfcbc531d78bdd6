package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// The shell is offered the ids of drifts that a step is for, with what they are, and
// not those that stand there already; without a ledger it is offered nothing.
func TestDriftsComplete(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	drifts := imported(t, db)
	first, second := drifts[0].ID.String(), drifts[1].ID.String()
	offers := func(args ...string) string {
		t.Helper()
		return complete(t, append([]string{"drift", args[0], "--database-url", db.URL}, args[1:]...)...)
	}
	all := offers("triage", "")
	if strings.Count(all, "\n") != len(drifts)+1 || !strings.Contains(all, first+"\tcritical web-shop aws_instance.gone\n") || !strings.HasSuffix(all, ":36\n") {
		t.Errorf("got %q", all)
	}
	// The ids of one import begin alike; eight digits tell them apart.
	if got := offers("triage", first[:8]); !strings.HasPrefix(got, first+"\t") || strings.Count(got, "\n") != 2 {
		t.Errorf("%s gives %q", first[:8], got)
	}
	if got := offers("triage", first[:8], ""); strings.Contains(got, first) || !strings.Contains(got, second) {
		t.Errorf("beside the first: %q", got)
	}
	ok(t, on(db, "drift", "resolve", first, "--how", "manual-fix", "--as", "ann@example.com")...)
	if got := offers("triage", ""); strings.Contains(got, first) {
		t.Errorf("a resolved drift is offered: %q", got)
	}
	if got := offers("show", first[:8]); !strings.HasPrefix(got, first) {
		t.Errorf("show %s gives %q", first[:8], got)
	}
	for _, args := range [][]string{{"show", first, ""}, {"show", "web-shop/a"}, {"show", "zz"}} {
		if got := offers(args...); got != ":4\n" {
			t.Errorf("%v gives %q", args, got)
		}
	}
	none := t.TempDir() + "/none"
	if got := complete(t, "drift", "show", "--data-dir", none, ""); got != ":4\n" {
		t.Errorf("without a ledger: %q", got)
	}
}
