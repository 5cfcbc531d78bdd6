package server

import "testing"

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
