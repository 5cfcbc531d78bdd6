package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
)

const explainedRules = `ignore "monitoring" {
  path   = ["monitoring"]
  reason = "the platform team sets it"
}
grade "sizes" {
  path     = ["instance_type"]
  severity = "critical"
}
owner "team-web" {
  scope = ["web*"]
}
due {
  severity = "critical"
  within   = "24h"
}
`

// Explain names the rule of each grade, owner and date with its line, and what the
// product's table says where no rule does; what is in force by now may be another.
func TestRulesExplain(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	ok(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "bare")...)
	bare := ok(t, on(db, "rules", "explain", "bare/aws_instance.gone")...)
	for _, want := range []string{"judged by   the product's table alone\n", "owner       nobody by these rules", "due         no date by these rules", "as a whole  critical: the resource is gone"} {
		if !strings.Contains(bare, want) {
			t.Errorf("without rules: no %q in\n%s", want, bare)
		}
	}
	ok(t, on(db, "rules", "apply", rulesFile(t, explainedRules), "--as", "ann@example.com")...)
	ok(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "web")...)
	gone := ok(t, on(db, "rules", "explain", "web/aws_instance.gone")...)
	for _, want := range []string{"rules.hcl, applied at ", "by ann@example.com\n", `team-web, by owner "team-web" (line 9): the first owner that matches`, ` UTC, overdue, by due[1] (line 12): within 24h of when it was first seen`} {
		if !strings.Contains(gone, want) {
			t.Errorf("no %q in\n%s", want, gone)
		}
	}
	size := ok(t, on(db, "rules", "explain", "web/aws_instance.drift_only")...)
	if !strings.Contains(size, `critical  instance_type  grade "sizes" (line 5)`) {
		t.Error(size)
	}
	tags := ok(t, on(db, "rules", "explain", "web/aws_instance.both")...)
	if !strings.Contains(tags, "the product's table") {
		t.Error(tags)
	}
	ok(t, on(db, "rules", "apply", rulesFile(t, someRules), "--as", "ann@example.com")...)
	if again := ok(t, on(db, "rules", "explain", "web/aws_instance.gone")...); !strings.Contains(again, "other rules are in force by now, for the next import") || !strings.Contains(again, "(line 9)") {
		t.Error(again)
	}
	told := okJSON[struct {
		DriftID, JudgedBy any
		Current           bool
		Changes           []struct{ Path, Severity, Rule, Because string }
	}](t, on(db, "rules", "explain", "web/aws_instance.drift_only")...)
	if told.Current || told.JudgedBy == nil || len(told.Changes) != 1 || told.Changes[0].Rule != `grade "sizes"` {
		t.Errorf("got %+v", told)
	}
	refused(t, 1, []string{"not found"}, on(db, "rules", "explain", "5f2b1d5e")...)
}

// A report that lies ahead of the clock has no last word: what is explained is what the newest scan by now judged.
func TestRulesExplainAfterAReportAheadOfTheClock(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	now := clockOf(t, db)
	ahead := now.Add(72 * time.Hour).UTC().Format(time.RFC3339)
	if r := run(t, on(db, "import", reportsDir+"15-mixed.plan.json", "--scope", "web", "--detected-at", ahead, "--allow-future")...); r.status != 0 || !strings.Contains(r.err, "which lies ahead") {
		t.Fatalf("status %d, %s", r.status, r.err)
	}
	ok(t, on(db, "rules", "apply", rulesFile(t, explainedRules), "--as", "ann@example.com")...)
	report, err := os.ReadFile(reportsDir + "15-mixed.plan.json")
	if err != nil {
		t.Fatal(err)
	}
	again := filepath.Join(t.TempDir(), "again.json")
	writeFile(t, again, append(report, '\n'))
	ok(t, on(db, "import", again, "--scope", "web", "--detected-at", now.UTC().Format(time.RFC3339))...)
	out := ok(t, on(db, "rules", "explain", "web/aws_instance.drift_only")...)
	if !strings.Contains(out, "rules.hcl, applied at ") || !strings.Contains(out, `critical  instance_type  grade "sizes" (line 5)`) {
		t.Error(out)
	}
}
