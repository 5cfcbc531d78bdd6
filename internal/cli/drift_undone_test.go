package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Who approves what the next apply reverts is told so: when it is given, before it is given to many, and beside it ever after.
func TestApprovalOfWhatTheNextApplyReverts(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	for _, scope := range []string{"a", "b", "c"} {
		ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", scope)...)
	}
	const says = "No approval stops the next apply: it reverts this unless the code is changed first."
	ann := func(args ...string) []string {
		return on(db, append(args, "--as", "ann@example.com", "--reason", "Agreed in CHG-1042")...)
	}
	out := ok(t, ann("drift", "approve", "a/aws_instance.web")...)
	if shown := ok(t, on(db, "drift", "show", "a/aws_instance.web")...); !strings.Contains(out, says) || !strings.Contains(shown, says) {
		t.Errorf("approve says %q, show\n%s", out, shown)
	}
	refused(t, 2, []string{"this would approve 1 drift (1 warning), 1 of which the next apply reverts all the same; --yes"}, ann("drift", "approve", "--scope", "b")...)
	if out := ok(t, ann("drift", "approve", "--scope", "b", "--yes")...); out != "1 drift approved: 1 warning, 1 of which the next apply reverts all the same.\n" {
		t.Errorf("got %q", out)
	}
	if out := ok(t, ann("drift", "reject", "c/aws_instance.web")...); strings.Contains(out, "apply") {
		t.Errorf("a rejection says %q", out)
	}
	if shown := ok(t, on(db, "drift", "show", "c/aws_instance.web")...); strings.Contains(shown, says) {
		t.Errorf("what is rejected shows\n%s", shown)
	}
}
