package pages

import (
	"strings"
	"testing"
)

func TestSoft(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"": "", "abc": "abc", "module.a_b[\"x\"].c": "module.|a_|b[\"x\"].|c", "a.": "a.|", "i-0a1": "i-0a1", "logs-prod": "logs-|prod",
	} {
		if got := strings.Join(softPieces(s), "|"); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestShortScope(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("abcde", 20)
	for scope, want := range map[string]string{
		"network/prod": "network/prod", "accounts/of/the/whole/company/network/prod": "…/the/whole/company/network/prod",
		long: "…" + long[len(long)-maxScope:], "a/" + long: "…" + long[len(long)-maxScope:],
	} {
		if got := shortScope(scope); got != want {
			t.Errorf("%s: %s, want %s", scope, got, want)
		}
	}
}
