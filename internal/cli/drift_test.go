package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Each step takes every filter of the list as a flag of the same name, with its words for the shell; beside an approval,
// until is when that ends.
func TestStepsTakeTheFilters(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"triage", "approve", "reject", "resolve"} {
		help := ok(t, "drift", step, "--help")
		for _, f := range models.DriftFilters() {
			flag := f.Flag()
			if f.Kind == models.FilterUntil && step == "approve" {
				flag = "detected-" + flag
			}
			if !strings.Contains(help, "--"+flag+" ") {
				t.Errorf("drift %s --help lacks --%s", step, flag)
			}
			for _, word := range f.Words {
				if offered := complete(t, "drift", step, "--"+flag+"="); !strings.Contains(offered, word) {
					t.Errorf("drift %s --%s offers %q, not %s", step, flag, offered, word)
				}
			}
		}
		for _, of := range []string{"--page", "--cursor", "--limit"} {
			if strings.Contains(help, of) {
				t.Errorf("drift %s takes %s", step, of)
			}
		}
	}
}
