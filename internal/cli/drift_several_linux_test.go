package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// On a terminal the step by filter asks first, and takes only a yes for one.
func TestStepAsks(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	imported(t, db)
	triage := on(db, "drift", "triage", "--status", "open", "--as", "ann@example.com")
	asked := []string{"? [y/N] "}
	const question = "Triage 7 drifts (1 critical, 5 warning, 1 info)? [y/N] "
	if r, _ := answering(t, triage, asked, "n"); r.status != 1 || r.err != question+"guardian: nothing was changed\n" || r.out != "" {
		t.Errorf("got %+v", r)
	}
	if r, _ := answering(t, triage, asked); r.status != 130 || !strings.HasPrefix(r.err, question+"\nguardian: interrupted") {
		t.Errorf("got %+v", r)
	}
	if r, _ := answering(t, triage, asked, "Yes"); r.status != 0 || r.err != question || r.out != "7 drifts triaged: 1 critical, 5 warning, 1 info.\n" {
		t.Errorf("got %+v", r)
	}
}
