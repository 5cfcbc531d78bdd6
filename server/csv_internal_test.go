package server

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// No cell is a formula, wherever a spreadsheet has cells begin, and whichever sign it takes for one's beginning.
func TestHarmless(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "sg-0f3": "sg-0f3", "a=1, b@c; d": "a=1, b@c; d", `{"a":"=1"}`: `{"a":"=1"}`, "a\nb": "a\nb",
		"=1": "'=1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1", " =1": "' =1", `"=1`: `'"=1`,
		"\uff1d1": "'\uff1d1", "\uff0b1": "'\uff0b1", "\uff0d1": "'\uff0d1", "\uff20A": "'\uff20A",
		"x;=1": "x;'=1", `x; "=1`: `x; "'=1`, "x\n=1;y": "x\n'=1;y", "x\t+1\r\n-1": "x\t'+1\r\n'-1", "x;\uff1d1": "x;'\uff1d1",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Nor does one begin within a text of JSON, which says the same then.
func TestHarmlessJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a":"=1"}`: `{"a":"=1"}`, `{"a;":-5}`: `{"a;":-5}`, `{"a":"x; y=1"}`: `{"a":"x; y=1"}`,
		`{"a":"x;=1"}`: `{"a":"x;\u003d1"}`, `{"a;  +1":"x;;@S"}`: `{"a;  \u002b1":"x;;\u0040S"}`, `{"a":";=1;-1"}`: `{"a":";\u003d1;\u002d1"}`,
		"{\"a\":\"x;\uff1d1\"}": `{"a":"x;\uff1d1"}`, "[\"a;\u3000=1\"]": "[\"a;\u3000=1\"]",
	} {
		got := harmlessJSON(text)
		if got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
		if !equalJSON(t, got, text) {
			t.Errorf("%s says something else than %s", got, text)
		}
	}
}

func equalJSON(t *testing.T, a, b string) bool {
	t.Helper()
	x, errX := models.DecodeJSON([]byte(a))
	y, errY := models.DecodeJSON([]byte(b))
	if errX != nil || errY != nil {
		t.Fatal(errX, errY)
	}
	return models.EqualJSON(x, y)
}
