package cli

import (
	"testing"
	"time"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Grüße, 世界 'x' \"y\"":  "Grüße, 世界 'x' \"y\"",
		"a\x1b[31mb\r\n\t\x00": `a\x1b[31mb\r\n\t\x00`,
		"\u009b\u202e\xff":     `\u009b\u202e�`,
		// What the logs of GitHub, Azure and TeamCity would take as a command.
		"a ##vso[task.setvariable variable=a]b": `a #\x23vso[task.setvariable variable=a]b`,
		"##[error]x ###[a]":                     `#\x23[error]x ##\x23[a]`,
		"##teamcity[a] ##VSO[":                  `#\x23teamcity[a] #\x23VSO[`,
		"::add-mask::a":                         `:\x3aadd-mask::a`,
		"  ::set-output name=a::b":              `  :\x3aset-output name=a::b`,
		"\u2003::stop-commands::x":              `\u2003::stop-commands::x`,
		"AWS::EC2::Instance, fe80::1, ::":       "AWS::EC2::Instance, fe80::1, ::",
		"::1/128, ::/0, ## a [b], #[c], a::b::": "::1/128, ::/0, ## a [b], #[c], a::b::",
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

func TestClocksUTC(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 8, 9, 10, 5e6, time.UTC)
	for name, c := range map[string]struct {
		later time.Duration
		want  [2]string
	}{
		"another minute":   {time.Minute, [2]string{"2026-11-26 08:09 UTC", "2026-11-26 08:10 UTC"}},
		"the same minute":  {20 * time.Second, [2]string{"2026-11-26 08:09:10 UTC", "2026-11-26 08:09:30 UTC"}},
		"the same second":  {20 * time.Millisecond, [2]string{"2026-11-26 08:09:10.005 UTC", "2026-11-26 08:09:10.025 UTC"}},
		"too near to tell": {time.Microsecond, [2]string{"2026-11-26 08:09 UTC", "2026-11-26 08:09 UTC"}},
		"the same moment":  {0, [2]string{"2026-11-26 08:09 UTC", "2026-11-26 08:09 UTC"}},
	} {
		if a, b := clocksUTC(at, at.Add(c.later)); [2]string{a, b} != c.want {
			t.Errorf("%s: %s and %s, want %q", name, a, b, c.want)
		}
	}
}
