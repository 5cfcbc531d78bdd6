package importing

import (
	"testing"

	"github.com/clouddrift/guardian/reports"
)

func TestScopeOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ scope, name, path, want string }{
		{"given", "own", "a.json", "given"},
		{"", "own", "a.json", "own"},
		{"", "own", "-", "own"},
		{"", "", "plans/a.json", "plans/a"},
		{"", "", "a.json/b.txt", "a.json/b.txt"},
		{"", "", "\xff.json", "\uFFFD"},
		{"", "", "-", ""},
	} {
		if got := (Options{Scope: c.scope}).ScopeOf(&reports.Report{Name: c.name}, c.path); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	hidden := &reports.Report{NameHidden: true}
	if got := (Options{}).ScopeOf(hidden, "a.json"); got != "" {
		t.Errorf("of a hidden name: %q", got)
	}
	if got := (Options{Scope: "given"}).ScopeOf(hidden, "a.json"); got != "given" {
		t.Errorf("of a hidden name, with a scope: %q", got)
	}
}
