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

// What a list leaves out of a name is its middle.
func TestCut(t *testing.T) {
	t.Parallel()
	long := "arn:" + strings.Repeat("ü", maxName-6) + "/a"
	if got := cut(long); got != long {
		t.Errorf("%s is cut to %s", long, got)
	}
	if got := cut(long + "bc"); !strings.HasPrefix(got, "arn:ü") || !strings.HasSuffix(got, "ü/abc") || strings.Count(got, "…") != 1 || len([]rune(got)) != maxName+1 {
		t.Errorf("a longer name is cut to %s", got)
	}
}

func TestMiddle(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"i-0a1<":                               "i-0a1&lt;",
		"module.payments.aws_sqs_queue.orders": `<span class="start">module.<wbr>payments.<wbr>aws_<wbr>sqs_<wbr></span>queue.<wbr>orders`,
	} {
		if got := string(middle(s)); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
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
