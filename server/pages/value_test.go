package pages

import (
	"strings"
	"testing"
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
