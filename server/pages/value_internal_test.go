package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestMarkDifference(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		e, a         string
		wantE, wantA marked
	}{
		{"t3.medium", "t3.micro", marked{"t3.m", "edium", ""}, marked{"t3.m", "icro", ""}},
		{"db.large", "db.2xlarge", marked{"db.", "", "large"}, marked{"db.", "2x", "large"}},
		{"aaa", "aa", marked{"aa", "a", ""}, marked{"aa", "", ""}},
		{"10.0.0.0/8", "0.0.0.0/0", marked{Before: "10.0.0.0/8"}, marked{Before: "0.0.0.0/0"}},
		{"abcdefghi", "axxxxxxxx", marked{Before: "abcdefghi"}, marked{Before: "axxxxxxxx"}},
		{"same", "same", marked{Before: "same"}, marked{Before: "same"}},
		{"größe", "grüße", marked{"gr", "ö", "ße"}, marked{"gr", "ü", "ße"}},
		{"", "x", marked{}, marked{Before: "x"}},
	} {
		e, a := markDifference(test.e, test.a)
		if e != test.wantE || a != test.wantA {
			t.Errorf("%s against %s: %+v %+v", test.e, test.a, e, a)
		}
	}
}

func TestLongValuesFold(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat("echo one\n", 30)
	e, a := showPair(side{lines + "nginx" + lines, true}, side{lines + "nginx curl" + lines, true})
	if a.Full == nil || a.Full.whole() != lines+"nginx curl"+lines || a.Size != "550 characters, 61 lines" {
		t.Errorf("full %v, size %q", a.Full, a.Size)
	}
	if a.Text.whole() != "nginx curlecho one" || a.Text.Differs != " curl" || e.Text.whole() != "nginxecho one" {
		t.Errorf("%+v and %+v", e.Text, a.Text)
	}
	whole := showOne(side{strings.Repeat("x", 401), true})
	if whole.Full == nil || len(whole.Text.whole()) > 200 {
		t.Errorf("%+v", whole)
	}
	if short := showOne(side{strings.Repeat("x", 400), true}); short.Full != nil {
		t.Error("a value of 400 characters is folded")
	}
}

func TestShowValue(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ json, kind, text string }{
		{``, "absent", ""},
		{`null`, "null", "null"},
		{`true`, "bool", "true"},
		{`1.50`, "number", "1.50"},
		{`123456789012345678901234567890`, "number", "123456789012345678901234567890"},
		{`"a\u200bb\u202ec\u00a0"`, "string", `a\u200bb\u202ec\u00a0`},
		{`"a\nb\u0007"`, "string", "a\nb\\u0007"},
		{`"(sensitive)"`, "secret", ""},
		{`{"b":1.0,"a":["<x>"]}`, "json", "{\n  \"a\": [\n    \"<x>\"\n  ],\n  \"b\": 1.0\n}"},
	} {
		if got := showOne(decoded(t, test.json)); got.Kind != test.kind || got.Text.whole() != test.text {
			t.Errorf("%s: %+v", test.json, got)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", time.Minute: "1 min ago", 90 * time.Minute: "90 min ago",
		2 * time.Hour: "2 h ago", 47 * time.Hour: "47 h ago", 2 * day: "2 d ago", 59 * day: "59 d ago", 60 * day: "2 mo ago",
		729 * day: "24 mo ago", 730 * day: "2 y ago", 200 * 365 * day: "200 y ago",
		-time.Second: "now", -3 * time.Hour: "in 3 h",
	} {
		if got := ago(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestMoneyInWords(t *testing.T) {
	t.Parallel()
	for amount, want := range map[string]string{
		"0": "", "0.00": "", "125.5": "+$125.50", "-1234567.89": "−$1,234,567.89", "99999999.99": "+$99,999,999.99", "-0.01": "−$0.01",
	} {
		if got := costOf(models.MustMoney(amount)).Text; got != want {
			t.Errorf("%s: %q, want %q", amount, got, want)
		}
	}
}

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

func TestShortChanges(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxShortValue+1)
	for difference, want := range map[string]shortChange{
		`{"expected":"a\u200b","actual":"a\\u200b"}`:                           {Expected: `"a\u200b"`, Actual: `"a\\u200b"`, Values: true},
		`{"expected":"` + strings.Repeat("ü", maxShortValue) + `","actual":1}`: {Expected: `"` + strings.Repeat("ü", maxShortValue) + `"`, Actual: "1", Values: true},
		`{"expected":"` + long + `","actual":"b"}`:                             {Note: "long value"},
		`{"expected":"a\nb","actual":"b"}`:                                     {Note: "long value"},
		`{"expected":[],"actual":{"a":1}}`:                                     {Expected: "[]", Actual: `{"a":1}`, Values: true},
		`{"expected":"` + long + `"}`:                                          {Note: "removed"},
		`{"actual":"` + long + `"}`:                                            {Note: "added"},
		`{"expected":"(sensitive)","actual":"b"}`:                              {Note: "sensitive"},
		`{"expected":"(sensitive)","actual":"(sensitive)"}`:                    {Note: "the secret differs"},
	} {
		want.Key = "k"
		got, more := shortChanges(models.JSON(`{"k":` + difference + `}`))
		if len(got) != 1 || more != 0 || got[0] != want {
			t.Errorf("%s: %+v, want %+v", difference, got, want)
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
