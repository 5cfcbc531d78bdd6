package rulebook

import (
	"errors"
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
		"tell {\n  to = [\"https://hooks.example.com/s3cret\"]\n}",
		"channel \"a\" {\n  url_form = \"xoxb-s3cret\"\n}",
		"channel \"a\" {\n  url_from = <<E\ns3cret-of-mine\nE\n}",
		"channel \"a\" {\n  url_from =\n  \"xoxb-s3cret\"\n}",
		"channel \"a\" {\n  \"url_from\" = \"xoxb-s3cret\"\n}",
		"channel \"a\" { url_from : \"xoxb-s3cret\" }",
		"channel \"a\" { url_from /* of ours */ = \"xoxb-s3cret\" }",
	} {
		_, err := Parse("rules.hcl", []byte(source), now)
		var faults *Faults
		if !errors.As(err, &faults) {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if text := faults.Text() + faults.Error(); strings.Contains(text, "s3cret") || !strings.Contains(text, "on rules.hcl line ") || !strings.Contains(text, "rules.hcl: line ") {
			t.Errorf("%s\n%s", source, text)
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
	var faults *Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	if text := faults.Text(); strings.Count(text, "Error: ") != 10 || !strings.HasSuffix(text, "… and 20 more") || !strings.Contains(text, "line 3, column 3, in grade \"0\":\n   3:   severity = \"bad\"") {
		t.Error(text)
	}
	if got, want := err.Error(), `rules.hcl: line 3, column 3: Unknown severity; A severity is critical, warning, info, not "bad". (and 29 more)`; got != want {
		t.Errorf("got %s", got)
	}
	long := "grade \"" + strings.Repeat("x", 5000) + "\" {\n}"
	if _, err := Parse("rules.hcl", []byte(long), now); !errors.As(err, &faults) || len(faults.Text()) > 1000 {
		t.Errorf("%v", err)
	}
}
