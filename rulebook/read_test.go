package rulebook

import (
	"strings"
	"testing"
)

// A key is told from all others and fits its column, whatever the names are.
func TestKeys(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\U0001F600", longestName)
	b := book(t, `
owner "a" { type = ["x"] }
owner "a" { type = ["y"] }
owner "a" { type = ["z"] }
ignore "a" {
  type   = ["x"]
  reason = "r"
}
ignore "it says \"no\"" {
  type   = ["x"]
  reason = "r"
}
ignore "everything" {
  everything = true
  reason     = "r"
}
ignore "`+long+`" {
  type   = ["x"]
  reason = "r"
}
due { within = "1h" }
due { within = "2h" }
`)
	keys := map[string]bool{}
	for _, r := range b.Rules() {
		keys[r.Key] = true
		if len(r.Key) > 1024 {
			t.Errorf("%d bytes", len(r.Key))
		}
	}
	for _, want := range []string{`owner "a"`, `owner "a"[2]`, `owner "a"[3]`, `ignore "a"`, `ignore "it says \"no\""`, `ignore "everything"`, "due[1]", "due[2]"} {
		if !keys[want] {
			t.Errorf("lacks %s", want)
		}
	}
	if len(keys) != 9 {
		t.Errorf("%v", keys)
	}
	if _, err := Parse("rules.hcl", []byte("ignore \"x"+long+"\" {\n  type = [\"x\"]\n  reason = \"r\"\n}"), now); err == nil {
		t.Error("a longer name is taken")
	}
}
