package cli_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// sarifFile is what the tests look at of a SARIF file.
type sarifFile struct {
	Runs []struct {
		Results []struct {
			Level           string
			HostedViewerURI string `json:"hostedViewerUri"`
		}
		Invocations []struct{ ExecutionSuccessful bool }
	}
}

func readSARIFFile(t *testing.T, path string) (results int, successful bool) {
	t.Helper()
	var f sarifFile
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(f.Runs[0].Results), f.Runs[0].Invocations[0].ExecutionSuccessful
}

// A summary takes the place of the text, or goes to its file beside any output; it is
// the same when the report is imported a second time.
func TestImportSummaries(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	report := reportsDir + "15-mixed.refresh.json"
	args := on(db, "import", "--scope", "web-shop", report)

	out := ok(t, append(args, "--summary", "markdown", "--summary", "junit="+file("j.xml"), "--summary", "sarif="+file("s.sarif"))...)
	for _, want := range []string{
		"## Open drifts: 1 critical, 6 warning, 1 info\n", "| `web-shop` | 10 | 8 | 8 | 0 | 0 | 1 critical, 6 warning, 1 info |  |\n",
		"| critical | new | `web-shop` | `aws_instance.gone` | `gone` | not known |\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	var junit struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
	}
	text, err := os.ReadFile(file("j.xml"))
	if err == nil {
		err = xml.Unmarshal(text, &junit)
	}
	if err != nil || junit.Tests != 9 || junit.Failures != 8 {
		t.Errorf("%+v, %v", junit, err)
	}
	if n, fine := readSARIFFile(t, file("s.sarif")); n != 8 || !fine {
		t.Errorf("%d results, %t", n, fine)
	}

	addUser(t, db, "ann@example.com", "engineer")
	ok(t, on(db, "drift", "approve", "--severity", "critical", "--reason", "it was ours to end", "--yes", "--as", "ann@example.com")...)
	out = ok(t, append(args, "--summary", "sarif="+file("s.sarif"), "--summary", "markdown="+file("m.md"))...)
	if !strings.Contains(out, "already imported, nothing changed") {
		t.Errorf("got %s", out)
	}
	if n, _ := readSARIFFile(t, file("s.sarif")); n != 7 {
		t.Errorf("%d results when it is imported already, and one approved", n)
	}
	if text, err = os.ReadFile(file("m.md")); err != nil || !strings.Contains(string(text), "| 6 warning, 1 info | `already imported` |\n") ||
		!strings.Contains(string(text), "| warning | new | `web-shop` | `aws_instance.agrees` | `instance_type` | not known |\n") {
		t.Errorf("%s, %v", text, err)
	}
	if got := readJSON[[]outcome](t, ok(t, append(args, "-o", "json", "--summary", "junit="+file("j.xml"))...)); len(got) != 1 {
		t.Errorf("JSON beside a file: %+v", got)
	}
}

// A dry run says so and links nothing that is not there; a file that is refused is told of.
func TestImportSummaryOfDryRunAndRefusal(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	sarif := filepath.Join(t.TempDir(), "s.sarif")
	broken := filepath.Join(t.TempDir(), "broken.json")
	writeFile(t, broken, []byte("{"))
	args := on(db, "import", "--dry-run", reportsDir+"02-single.plan.json", broken, "--public-url", "https://guardian.example", "--summary", "markdown", "--summary", "sarif="+sarif)
	r := run(t, args...)
	for _, want := range []string{"A dry run: nothing was written.\n", "1 file imported, 1 refused; a dry run, nothing was written; ", "| `" + broken + "` | | | | | | | refused: ", "| warning | new | "} {
		if !strings.Contains(r.out, want) {
			t.Errorf("lacks %q:\n%s", want, r.out)
		}
	}
	if r.status != 1 || strings.Contains(r.out, "guardian.example") {
		t.Errorf("got %+v", r)
	}
	if n, fine := readSARIFFile(t, sarif); n != 1 || fine {
		t.Errorf("%d results, %t", n, fine)
	}
	out := ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--public-url", "https://guardian.example", "--summary", "markdown")...)
	if !strings.Contains(out, "| warning | [new](https://guardian.example/debug/drifts/") || strings.Contains(out, "files imported") {
		t.Errorf("got %s", out)
	}
}

// What cannot be written is refused before anything is imported.
func TestImportSummaryRefusals(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	report := reportsDir + "02-single.plan.json"
	for line, want := range map[string]string{
		"--summary html":                  "--summary: takes markdown, junit, sarif, got \"html\"; a file to write it to stands behind a =",
		"--summary junit=":                "--summary: wants a file behind the =",
		"--summary junit --summary sarif": "two of them go to standard output",
		"--summary junit=/dev/null --summary sarif=/dev/null": "two of them go to /dev/null",
		"--summary junit -o json":                             "both want standard output: give the summary a file, as in --summary junit=FILE",
	} {
		refused(t, 2, []string{want}, on(db, append([]string{"import", report}, strings.Fields(line)...)...)...)
	}
	refused(t, 1, []string{"--summary junit=/none/such/file.xml: no such file or directory"}, on(db, "import", report, "--summary", "junit=/none/such/file.xml")...)
	if out := ok(t, on(db, "drift", "list", "--status", "all")...); out != "No drifts.\n" {
		t.Errorf("something was imported: %s", out)
	}
}

// Where nothing can be imported, no empty file is left that a pipeline would take for a summary.
func TestImportLeavesNoEmptySummary(t *testing.T) {
	t.Parallel()
	db, file := testdb.LendDatabase(t), filepath.Join(t.TempDir(), "drift.xml")
	args := []string{"import", reportsDir + "02-single.plan.json", "--summary", "junit=" + file}
	refused(t, 2, []string{"DATABASE_URL: want"}, append(args, "--database-url", "ledger")...)
	refused(t, 1, nil, append(args, "--database-url", "postgres://127.0.0.1:1/none")...)
	refused(t, 1, []string{"is behind"}, append(args, "--database-url", testdb.Empty(t).URL)...)
	refused(t, 1, []string{"/none/such/file: no such file"}, on(db, append(args, "--summary", "sarif=/none/such/file")...)...)
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there: %v", file, err)
	}
	ok(t, on(db, append(args, "--summary", "markdown=/dev/null")...)...)
	if text, err := os.ReadFile(file); err != nil || len(text) == 0 {
		t.Errorf("%s: %q, %v", file, text, err)
	}
}

// What the commands of one step of GitHub's share is added to, and any other file replaced.
func TestImportSummaryOfStep(t *testing.T) {
	db := testdb.LendDatabase(t)
	shared, other := filepath.Join(t.TempDir(), "summary"), filepath.Join(t.TempDir(), "other.md")
	writeFile(t, shared, []byte("before\n"))
	writeFile(t, other, []byte("before\n"))
	t.Setenv("GITHUB_STEP_SUMMARY", shared)
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--summary", "markdown="+shared, "--summary", "markdown="+other)...)
	for path, want := range map[string]string{shared: "before\n## Open drifts: ", other: "## Open drifts: "} {
		if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), want) {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
}

// No summary holds a secret of the report, nor any value of it.
func TestImportSummariesHoldNoSecret(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	args := on(db, "import", "--scope", "s", reportsDir+"07-sensitive.plan.json", reportsDir+"02-single.plan.json")
	for _, form := range []string{"markdown", "junit", "sarif"} {
		args = append(args, "--summary", form+"="+filepath.Join(dir, form))
	}
	if r := run(t, args...); r.status != 0 {
		t.Fatalf("got %+v", r)
	}
	secrets := sensitiveTexts(t, "07-sensitive.plan.json")
	if len(secrets) == 0 {
		t.Fatal("the report marks nothing")
	}
	for _, form := range []string{"markdown", "junit", "sarif"} {
		text, err := os.ReadFile(filepath.Join(dir, form))
		if err != nil || !strings.Contains(string(text), "aws_ssm_parameter.token") || !strings.Contains(string(text), "instance_type") {
			t.Fatalf("%s: %v\n%s", form, err, text)
		}
		for _, secret := range append(secrets, "t3.large") {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s holds %q", form, secret)
			}
		}
	}
}

// sensitiveTexts are the longer texts that a plan marks as sensitive.
func sensitiveTexts(t *testing.T, name string) (texts []string) {
	t.Helper()
	decoded := readJSON[map[string]any](t, string(readReport(t, name)))
	for _, d := range decoded["resource_drift"].([]any) {
		change := d.(map[string]any)["change"].(map[string]any)
		for _, side := range []string{"before", "after"} {
			marks, _ := change[side+"_sensitive"].(map[string]any)
			values, _ := change[side].(map[string]any)
			for key, marked := range marks {
				if text, isText := values[key].(string); isText && marked == true && len(text) >= 8 {
					texts = append(texts, text)
				}
			}
		}
	}
	return texts
}
