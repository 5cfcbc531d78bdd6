package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/rulebook"
)

const someRules = `ignore "sizes that the autoscaler sets" {
  type   = ["aws_autoscaling_group"]
  path   = ["desired_capacity"]
  reason = "target tracking owns it"
}
owner "team-web" {
  scope = ["web*"]
}
due {
  severity = "critical"
  within   = "24h"
}
`

// rulesFile writes a file of rules and gives its path.
func rulesFile(t *testing.T, source string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rules.hcl")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// What is no file of rules is refused in a line, and an error in one is shown where it stands.
func TestRulesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	file := rulesFile(t, someRules)
	apply := func(file string) []string { return on(db, "rules", "apply", file, "--as", "ann@example.com") }
	refused(t, 1, []string{"is a folder, want a file of rules"}, apply(filepath.Dir(file))...)
	refused(t, 1, []string{"guardian: " + file + "x: no such file or directory\n"}, apply(file+"x")...)
	if r := run(t, apply(rulesFile(t, strings.Replace(someRules, "reason", "raeson", 1)))...); r.status != 1 || !strings.Contains(r.err, "rules.hcl line 4, column 3, in ignore \"sizes that the autoscaler sets\":\n   4:   raeson = ") || !strings.Contains(r.err, "raeson") || r.out != "" {
		t.Errorf("a file with an error: %+v", r)
	}
	const tooLarge = " has more than 1000000 bytes, the most that a file of rules may have\n"
	for _, size := range []int64{rulebook.MaxBytes + 1, 10_000_000} {
		large := rulesFile(t, "")
		if err := os.Truncate(large, size); err != nil {
			t.Fatal(err)
		}
		refused(t, 1, []string{"guardian: " + large + tooLarge}, apply(large)...)
	}
	if _, err := os.Stat("/dev/zero"); err == nil {
		refused(t, 1, []string{"guardian: /dev/zero" + tooLarge}, apply("/dev/zero")...)
	}
	if shown := okJSON[map[string]any](t, on(db, "rules", "show")...); shown["inForce"] != nil {
		t.Errorf("what was refused is in force: %v", shown)
	}
	largest := someRules + "#"
	ok(t, apply(rulesFile(t, largest+strings.Repeat("x", rulebook.MaxBytes-len(largest))))...)
}
