package cli

import (
	"testing"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Grüße, 世界 'x' \"y\"":  "Grüße, 世界 'x' \"y\"",
		"a\x1b[31mb\r\n\t\x00": `a\x1b[31mb\r\n\t\x00`,
		"\u009b\u202e\xff":     `\u009b\u202e�`,
	} {
		if got := visible(in); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "äöü": "äöü", "äöüß": "äöü… (4 characters)"} {
		if got := cut(in, 3); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}
