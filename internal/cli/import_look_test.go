package cli

import (
	"bytes"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
)

// gathered looks at the files of a folder and gives each file's scope or error, and
// what was said.
func gathered(t *testing.T, o importing.Options, files map[string]string) (map[string]string, string) {
	t.Helper()
	dir := tree(t, files)
	var said bytes.Buffer
	got := map[string]string{}
	for _, f := range (importLook{&app{err: &said}, o, 2}).gather(t.Context(), []string{dir}) {
		got[f.within] = f.scope
		if f.err != nil {
			got[f.within] = "error: " + f.err.Error()
		}
	}
	return got, strings.ReplaceAll(said.String(), dir, "DIR")
}

func samplePlan(t *testing.T) string { return sample(t, "terraform/02-single.plan.json") }

func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../reports/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestScopesOfAFolder(t *testing.T) {
	t.Parallel()
	plan := samplePlan(t)
	for name, c := range map[string]struct {
		scope string
		files []string
		want  map[string]string
	}{
		"a folder each": {"", []string{"a/tfplan.json", "b/c/tfplan.json"}, map[string]string{"a/tfplan.json": "a", "b/c/tfplan.json": "b/c"}},
		"under a prefix": {"live", []string{"a/tfplan.json", "b/c/tfplan.json"},
			map[string]string{"a/tfplan.json": "live/a", "b/c/tfplan.json": "live/b/c"}},
		"a prefix with its slash": {"live/", []string{"a/tfplan.json"}, map[string]string{"a/tfplan.json": "live/a"}},
		"several in one": {"live", []string{"a/x.json", "a/y.json", "b/tfplan.json", "c.json", "d.json"}, map[string]string{
			"a/x.json": "live/a/x", "a/y.json": "live/a/y", "b/tfplan.json": "live/b", "c.json": "live/c", "d.json": "live/d"}},
		"one alone":                {"", []string{"tfplan.json"}, map[string]string{"tfplan.json": "tfplan"}},
		"one alone under a prefix": {"live", []string{"tfplan.json"}, map[string]string{"tfplan.json": "live"}},
		"no .json":                 {"", []string{"a/plan", "b/plan.txt"}, map[string]string{"a/plan": "a", "b/plan.txt": "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			for _, file := range c.files {
				files[file] = plan
			}
			if got, said := gathered(t, importing.Options{Scope: c.scope}, files); !maps.Equal(got, c.want) || said != "" {
				t.Errorf("got %v, %s\nwant %v", got, said, c.want)
			}
		})
	}
}

// A report's own name for what it looked at is its scope wherever it lies, and several
// may share it.
func TestReportsThatNameTheirScope(t *testing.T) {
	t.Parallel()
	stack := sample(t, "cloudformation/stack.json")
	files := map[string]string{"eu/a.json": stack, "eu/b.json": stack, "c.json": sample(t, "pulumi/01-drift.refresh.json"), "tf/plan.json": samplePlan(t)}
	for prefix, want := range map[string]map[string]string{
		"":     {"eu/a.json": "orders-prod", "eu/b.json": "orders-prod", "c.json": "shop/dev", "tf/plan.json": "tf"},
		"live": {"eu/a.json": "live/orders-prod", "eu/b.json": "live/orders-prod", "c.json": "live/shop/dev", "tf/plan.json": "live/tf"},
	} {
		if got, said := gathered(t, importing.Options{Scope: prefix}, files); !maps.Equal(got, want) || said != "" {
			t.Errorf("got %v, %s\nwant %v", got, said, want)
		}
	}
}

// A folder gives no other name to a report that hides its own.
func TestReportsThatHideTheirName(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"", "live"} {
		got, said := gathered(t, importing.Options{Scope: scope}, map[string]string{"eu/a.json": sample(t, "cloudformation/hidden-name.json"), "tf/plan.json": samplePlan(t)})
		if got["eu/a.json"] != "error: "+importing.ErrHiddenName.Error() || !strings.HasSuffix(got["tf/plan.json"], "tf") || said != "" {
			t.Errorf("got %v, %s", got, said)
		}
	}
}

// What is no report is named and skipped; what is a broken one is refused.
func TestOtherFilesOfAFolder(t *testing.T) {
	t.Parallel()
	plan := samplePlan(t)
	got, said := gathered(t, importing.Options{}, map[string]string{
		"a/tfplan.json":     plan,
		"a/tfplan.tfplan":   "PK\x03\x04",
		"README.md":         "# Plans",
		"b/NOTES.md":        "Nothing yet.",
		"a/package.json":    `{"name":"x"}`,
		"terraform.tfstate": `{"version":4,"terraform_version":"1.11.4","lineage":"x"}`,
		"list.json":         "[]",
		".DS_Store":         "\x00",
		"cut/tfplan.json":   plan[:1000],
		"none/tfplan.json":  "",
		"text/tfplan.json":  "Error: no state",
		"old/tfplan.json":   `{"format_version":"7.0"}`,
	})
	if got["a/tfplan.json"] != "a" || len(got) != 5 {
		t.Errorf("got %v", got)
	}
	for file, want := range map[string]string{"cut": "cut short", "none": "the file is empty, as a command that failed leaves it", "text": "text, not JSON", "old": "want a format version"} {
		if !strings.Contains(got[file+"/tfplan.json"], want) || !strings.HasPrefix(got[file+"/tfplan.json"], "error: line 1") {
			t.Errorf("%s: %q lacks %q", file, got[file+"/tfplan.json"], want)
		}
	}
	for _, line := range []string{
		"guardian: DIR: no report, skipped (text, not JSON): README.md, b/NOTES.md\n",
		"guardian: DIR: no report, skipped (a saved plan or another zip archive, not JSON): a/tfplan.tfplan\n",
		"guardian: DIR: no report, skipped (JSON of an unknown kind): a/package.json\n",
		"guardian: DIR: no report, skipped (a state file, not a plan): terraform.tfstate\n",
		"guardian: DIR: no report, skipped (a JSON array, not an object): list.json\n",
		"guardian: DIR: no report, skipped (hidden): .DS_Store\n",
	} {
		if !strings.Contains(said, line) {
			t.Errorf("lacks %q in\n%s", line, said)
		}
	}
	if n := strings.Count(said, "\n"); n != 6 {
		t.Errorf("%d lines:\n%s", n, said)
	}
}

// A report and one that is broken are two: the scope of the good one is the same
// when the other is mended.
func TestBrokenReportsCountForTheScope(t *testing.T) {
	t.Parallel()
	plan := samplePlan(t)
	got, _ := gathered(t, importing.Options{}, map[string]string{"a/x.json": plan, "a/y.json": plan[:1000]})
	if got["a/x.json"] != "a/x" {
		t.Errorf("got %v", got)
	}
}

func TestFolderWithoutAReport(t *testing.T) {
	t.Parallel()
	got, said := gathered(t, importing.Options{}, map[string]string{"README.md": "# Plans", "a/x.json": "{}"})
	if len(got) != 1 || got[""] != "error: holds no report: it has 2 files of other kinds" || strings.Count(said, "skipped") != 2 {
		t.Errorf("got %v, %s", got, said)
	}
}

// Two files whose paths come to one scope would close each other's drifts.
func TestFilesOfOneScope(t *testing.T) {
	t.Parallel()
	plan := samplePlan(t)
	got, _ := gathered(t, importing.Options{}, map[string]string{"a.json": plan, "a/tfplan.json": plan, "b.json": plan})
	for file, other := range map[string]string{"a.json": "/a/tfplan.json", "a/tfplan.json": "/a.json"} {
		if !strings.HasPrefix(got[file], `error: its scope would be "a", and so would that of `) || !strings.Contains(got[file], other+";") {
			t.Errorf("%s: %s", file, got[file])
		}
	}
	if got["b.json"] != "b" {
		t.Errorf("got %v", got)
	}
	// A name of their own is theirs to share, and files that are arguments themselves share --scope.
	files := []*importFile{
		{path: "d/a.json", folder: "d", within: "a.json", format: "x", named: true, scope: "stack"},
		{path: "d/b.json", folder: "d", within: "b.json", format: "x", named: true, scope: "stack"},
		{path: "c.json", format: "x", scope: "s"}, {path: "d.json", format: "x", scope: "s"},
		{path: "d/stack/a.json", folder: "d", within: "stack/a.json", format: "y"}, // another tool's
	}
	importLook{}.nameScopes(files)
	same := []*importFile{{path: "d/a.json", scope: "s"}, {path: "d/a.json", folder: "d", within: "a.json"}} // one file, twice
	importLook{options: importing.Options{Scope: "s"}}.nameScopes(same)
	for _, f := range append(files, same...) {
		if f.err != nil {
			t.Errorf("%s: %v", f.path, f.err)
		}
	}
}

// --format keeps to the reports of that format.
func TestFormatOfAFolder(t *testing.T) {
	t.Parallel()
	got, said := gathered(t, importing.Options{Format: "other"}, map[string]string{"a/tfplan.json": samplePlan(t)})
	if got[""] != "error: holds no report: it has 1 file of other kinds" || !strings.Contains(said, "skipped (a report of terraform): a/tfplan.json") {
		t.Errorf("got %v, %s", got, said)
	}
}
