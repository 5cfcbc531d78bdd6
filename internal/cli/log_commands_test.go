package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// logCommand is what the log of a pipeline takes as a command, as in [visible].
var logCommand = regexp.MustCompile(`(?m)##[A-Za-z]*\[.*|^\s*::[A-Za-z-]+( .*)?::.*`)

// Whatever a report, a file's name, a scope, a rule or a person says, no command writes what the log of a pipeline takes
// as a command, and JSON says the same as before.
func TestNoCommandOfALog(t *testing.T) {
	t.Parallel()
	const hostile = "::add-mask::##vso[task.x]##teamcity[y]##[z]"
	db := testdb.LendDatabase(t)
	report, err := os.ReadFile(reportsDir + "02-single.plan.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range []string{`t3.large`, `i-1f04877fa497e5bba`, `aws_instance.web`} {
		report = bytes.ReplaceAll(report, []byte(said), []byte(hostile))
	}
	folder := t.TempDir()
	file, rules, refused := filepath.Join(folder, hostile+".json"), filepath.Join(folder, hostile+".hcl"), filepath.Join(folder, "::add-mask::##vso[x]")
	for name, text := range map[string]string{
		file: string(report), refused: hostile,
		rules: `ignore "` + hostile + `" {
  path   = ["tags"]
  reason = "` + hostile + `"
}
owner "` + hostile + `" {
  scope = ["*"]
}`,
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	addUser(t, db, "mira@example.com", "engineer")
	for _, args := range [][]string{
		{"rules", "apply", rules, "--as", "mira@example.com"}, {"rules", "show"}, {"rules", "test", rules, file},
		{"import", file, "--scope", hostile, "--dry-run"}, {"import", file, "--scope", hostile}, {"import", file, "--scope", hostile},
		{"import", file, "--scope", hostile + "m", "--summary", "markdown"}, {"import", file, "--scope", hostile + "j", "--summary", "junit"},
		{"import", file, "--scope", hostile + "s", "--summary", "sarif"}, {"import", refused, "--scope", hostile},
		{"drift", "list"}, {"drift", "show", hostile + "/" + hostile}, {"rules", "explain", hostile + "/" + hostile}, {"drift", "show", hostile},
		{"drift", "approve", hostile + "/" + hostile, "--as", "mira@example.com", "--reason", hostile, "--ticket", hostile, "--until", "1h"},
		{"drift", "show", hostile + "/" + hostile}, {"drift", "approve", hostile + "/" + hostile, "--as", hostile, "--reason", hostile},
		{"alert", "list"}, {"user", "list"}, {"notify"}, {hostile}, {"drift", hostile}, {"drift", "list", "--severity", hostile}, {"drift", "list", "--" + hostile},
	} {
		for _, more := range [][]string{nil, {"--output", "json"}} {
			if more != nil && strings.Contains(strings.Join(args, " "), "--summary") {
				continue
			}
			r := run(t, on(db, append(args, more...)...)...)
			if args[0] == "rules" && r.status != 0 {
				t.Errorf("%q: %s", args, r.err)
			}
			for where, text := range map[string]string{"output": r.out, "error": r.err} {
				if found := logCommand.FindString(text); found != "" {
					t.Errorf("%q %s: %s", args, where, found)
				}
			}
			if more != nil && r.out != "" && !json.Valid([]byte(r.out)) {
				t.Errorf("%q writes no JSON: %s", args, r.out)
			}
		}
	}
	if d := okJSON[models.DossierResponse](t, on(db, "drift", "show", hostile+"/"+hostile)...); d.ResourceID != hostile || d.Scope != hostile {
		t.Errorf("it says something else: %+v", d)
	}
}
