package reports

import (
	"encoding/base64"
	"html"
	"net/url"
	"strings"
	"testing"
)

// A copy within a text that is JSON is found, however its letters are written there.
func TestEscapedCopiesAreFound(t *testing.T) {
	t.Parallel()
	s := newSecrets(nil)
	s.add("Zq7-ünicode𝄞")
	for _, text := range []string{`{"q":"Zq7-ünicode𝄞"}`, `{"q":"Zq7-\u00fcnicode\ud834\udd1e"}`, `{"q":"Zq7-\u00FCnicode\uD834\uDD1E"}`} {
		if !s.in(text) {
			t.Errorf("%s is not found", text)
		}
	}
	s.add(`pa"ss\word/9`)
	for _, text := range []string{`{"u":"pa\"ss\\word/9"}`, `{"u":"pa\"ss\\word\/9"}`, `{"k":"{\"u\":\"pa\\\"ss\\\\word/9\"}"}`} {
		if !s.in(text) {
			t.Errorf("%s is not found", text)
		}
	}
	if s.in(`{"q":"Zq7-unicode"}`) {
		t.Error("another text is taken for it")
	}
}

// So is one in XML, in an address, and within what is in base64, wherever in it the secret begins.
func TestEncodedCopiesAreFound(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"hunter2!", "Zq7-ünicode >?𝄞", strings.Repeat("a long one ", 200)} {
		s := newSecrets(nil)
		s.add(secret)
		for before := range 7 {
			text := []byte(strings.Repeat("x", before) + secret + "behind")
			for _, encoded := range []string{base64.StdEncoding.EncodeToString(text), base64.RawURLEncoding.EncodeToString(text)} {
				if !s.in("data: " + encoded) {
					t.Errorf("%.20q behind %d is not found in %.40s", secret, before, encoded)
				}
			}
		}
		for _, text := range []string{"https://x/?a=" + url.QueryEscape(secret) + "&b", "https://x/" + url.PathEscape(secret), "<a>" + html.EscapeString(secret) + "</a>"} {
			if !s.in(text) {
				t.Errorf("%.20q is not found in %.60s", secret, text)
			}
		}
		if s.in(base64.StdEncoding.EncodeToString([]byte("another text of some length"))) {
			t.Errorf("%.20q: another text is taken for it", secret)
		}
	}
	s := newSecrets(nil)
	if s.add("short"); s.in("c2hvcnQ=") || len(s.known) != 0 {
		t.Error("what is too short is looked for")
	}
}

// The lines of one may be indented, as YAML and Terraform's indent do.
func TestIndentedCopiesAreFound(t *testing.T) {
	t.Parallel()
	s := newSecrets(nil)
	s.add("first line\n  second\n\nthird\n")
	for text, want := range map[string]string{
		"k: |\n  first line\n    second\n\n  third\nx": "k: |\n  (sensitive)x",
		"first line\n  second\n\nthird\n":              "(sensitive)",
		"first line\nsecond\n\nthird\n":                "(sensitive)",
		"first line\n  second third":                   "first line\n  second third",
		"first line\n  second\n":                       "first line\n  second\n",
		"first line":                                   "first line",
	} {
		if got := s.clean(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}
