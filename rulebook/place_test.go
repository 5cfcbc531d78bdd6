package rulebook

import (
	"strings"
	"testing"
)

// What a change holds is each place once, whatever the number of an element, and the
// place of the change where it holds nothing.
func TestHeld(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ at, expected, actual, want string }{
		{"a", `[{"x":1,"y":[]},{"x":2}]`, `[{"z":"s"}]`, "a\xfe\xffx|a\xfe\xffz"},
		{"a.b", `null`, `{"c":{}}`, "a\xffb"},
		{"a.b", "", `7`, "a\xffb"},
		{"a", `{"b.c":1}`, `{"b":{"c":1}}`, "a\xffb.c|a\xffb\xffc"},
	} {
		var texts []string
		for _, p := range held(of(t, c.at, c.expected, c.actual)) {
			texts = append(texts, p.text)
		}
		if got := strings.Join(texts, "|"); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
