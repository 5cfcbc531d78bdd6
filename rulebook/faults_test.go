package rulebook

import (
	"fmt"
	"strings"
	"testing"
)

// What is wrong is shown with its line, and never an address that stands there.
func TestFaultsShowNoAddress(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"channel \"a\" {\n  url_from = \"https://hooks.example.com/T0/s3cret\"\n}",
		"channel \"a\" {\n  url_from = \"slack://token-s3cret@C0\"\n  url = \"x\"\n}",
		"channel \"a\" {\n  url_from = \"xoxb-s3cret\"\n}",
		"channel \"a\" {\n  url_from = \"smtp:/s3cret\n}",
		"channel \"a\" {\n  url_from = s3cret-of-mine\n}",
		"channel \"a\" {\n  url = \"https://hooks.example.com/s3cret\"\n}",
	} {
		_, err := Parse("rules.hcl", []byte(source), now)
		if err == nil || strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), "rules.hcl line ") {
			t.Errorf("%s\n%v", source, err)
		}
	}
}

func TestFaultsAreFew(t *testing.T) {
	t.Parallel()
	var source strings.Builder
	for i := range 30 {
		fmt.Fprintf(&source, "grade \"%d\" {\n  type = [\"x\"]\n  severity = \"bad\"\n}\n", i)
	}
	_, err := Parse("rules.hcl", []byte(source.String()), now)
	if err == nil || strings.Count(err.Error(), "Error: ") != 10 || !strings.HasSuffix(err.Error(), "… and 20 more") || !strings.Contains(err.Error(), "line 3, in grade \"0\":\n   3:   severity = \"bad\"") {
		t.Errorf("%v", err)
	}
	long := "grade \"" + strings.Repeat("x", 5000) + "\" {\n}"
	if _, err := Parse("rules.hcl", []byte(long), now); err == nil || len(err.Error()) > 1000 {
		t.Errorf("%v", err)
	}
}
