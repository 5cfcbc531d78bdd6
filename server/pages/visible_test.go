package pages

import (
	"strings"
	"testing"
)

// TestVisible: texts that differ look different, however they are put together.
func TestVisible(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"a\u200bb": `a\u200bb`, `a\u200bb`: `a\\u200bb`, `C:\users`: `C:\users`, "C:\\\u200b": `C:\\\u200b`, "\U000e0001": `\udb40\udc01`,
	} {
		if got := visible(s); got != want {
			t.Errorf("%q is shown as %s, want %s", s, got, want)
		}
	}
	pieces := []string{"", `\`, "u", "200b", "\u200b", "\ue000", "1", "\U000e0001", "db40", "x"}
	texts := map[string]string{}
	for n := range 10_000 {
		s := pieces[n%10] + pieces[n/10%10] + pieces[n/100%10] + pieces[n/1000]
		for kind, shown := range map[string]string{"text": visible(s), "json": indented([]any{s})} {
			if other, taken := texts[kind+shown]; taken && other != s {
				t.Fatalf("%q and %q are both shown as %s", s, other, shown)
			}
			texts[kind+shown] = s
		}
	}
}

// The spaces before what lies deep would be most of it.
func TestIndented(t *testing.T) {
	t.Parallel()
	deep := func(n int) (v any) {
		for range n {
			v = []any{v}
		}
		return v
	}
	if s := indented(deep(maxIndented)); strings.Count(s, "\n") != 2*maxIndented {
		t.Errorf("%q", s)
	}
	if s := indented(deep(maxIndented + 1)); strings.ContainsAny(s, " \n") {
		t.Errorf("%q", s)
	}
}
