package rules_test

import (
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

// testdata/attributes.tsv has attributes chosen at random from the providers'
// documentation and graded by somebody who had not seen the table: type, path,
// grade ("open" where any will do) and why. The table may miss few of the guards
// and call few of the others critical.
func TestAttributesChosenAtRandom(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/attributes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	count, wrong := map[bool]int{}, map[bool]int{} // by whether it guards
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 {
			t.Fatalf("%q has %d columns", line, len(f))
		}
		if f[2] == "open" {
			continue
		}
		got, guards := rules.Default().For(f[0]).At(path(t, f[1])), f[2] == "critical"
		count[guards]++
		if guards != (got.Severity == models.SeverityCritical) {
			wrong[guards]++
			t.Logf("%s %s is %s, by %v", f[0], f[1], got.Severity, got.Line)
		}
	}
	t.Logf("%d of %d guards missed, %d of %d others called critical", wrong[true], count[true], wrong[false], count[false])
	if count[true] < 100 || count[false] < 100 {
		t.Error("too few to tell")
	}
	if wrong[true]*100 >= count[true]*3 || wrong[false]*100 >= count[false]*5 {
		t.Error("the table misses 3 % of the guards, or calls 5 % of the others critical")
	}
}
