package rules_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/rules"
)

func TestSummary(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	text := table.Summary()
	for _, want := range []string{"| `x` | 2 | 8 | 0 | 1 |", "| `any` | 0 | 1 | 2 | 0 |", "| policies | policy |", "scaling policy", "hidden:  | password |"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
