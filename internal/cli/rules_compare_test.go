package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// What differs within a drift that stays is said: what a rule leaves out, and grades.
func TestRulesTestSaysWhatDiffersWithin(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	rules := rulesFile(t, `
ignore "labels" {
  path   = ["tags", "tags_all.*"]
  reason = "people set them"
}
grade "what is gone" {
  address  = ["*.gone"]
  severity = "info"
}
grade "the others" {
  path     = ["monitoring"]
  severity = "critical"
}
due { within = "14d" }
`)
	out := ok(t, on(db, "rules", "test", rules, webShop)...)
	for _, want := range []string{
		"critical, new: gone     info, new: gone; info by grade \"what is gone\"; due within 14d\n",
		"warning, new: monitoring  critical, new: monitoring; critical by grade \"the others\"; due within 14d\n",
		"info, new: tags, tags_all  ignored: labels\n",
	} {
		if squeezed := strings.Join(strings.Fields(want), " "); !strings.Contains(strings.Join(strings.Fields(out), " "), squeezed) {
			t.Errorf("no %q in\n%s", squeezed, out)
		}
	}
	within := rulesFile(t, "ignore \"names\" {\n  path = [\"tags_all\"]\n  reason = \"r\"\n}\n")
	if out := ok(t, on(db, "rules", "test", within, webShop)...); !strings.Contains(out, "info, new: tags; without tags_all.") || !strings.Contains(out, " by ignore \"names\"") {
		t.Errorf("got %s", out)
	}
}
