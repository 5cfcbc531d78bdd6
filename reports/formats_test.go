package reports_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

// Each format that can be read has words for people and a report in the folder of
// its name in testdata; each report there is known by its content and keeps what a
// reader promises.
func TestEveryFormatKeepsItsPromises(t *testing.T) {
	t.Parallel()
	formats, made := reports.Readable()
	for i, format := range formats {
		if made[i] == "" {
			t.Errorf("%s: its row does not say how such a report is made", format)
		}
		samples, err := filepath.Glob(filepath.Join("testdata", string(format), "*.json"))
		if err != nil || len(samples) == 0 {
			t.Errorf("%s: there is no report of it, testdata/%[1]s/*.json: %v", format, err)
		}
		for _, sample := range samples {
			t.Run(sample, func(t *testing.T) {
				t.Parallel()
				checkReport(t, sample, format)
			})
		}
	}
}

func checkReport(t *testing.T, sample string, format reports.Format) {
	t.Helper()
	r, err := openFile(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	if r.Format != format {
		t.Errorf("its content tells it for %s", r.Format)
	}
	if r.SHA256 == [32]byte{} || r.Size == 0 {
		t.Error("the bytes were not counted and summed up; source.whole does it")
	}
	checked := map[string]bool{}
	for _, c := range r.Checked {
		if c.Address == "" || c.Type == "" || c.ID == "" || checked[c.Address] {
			t.Errorf("checked %q, type %q, id %q: one of them is empty, or the address stands twice", c.Address, c.Type, c.ID)
		}
		checked[c.Address] = true
	}
	first := entries(t, r)
	for _, e := range first {
		if e.Address == "" || e.Type == "" || e.ID == "" {
			t.Errorf("entry %q, type %q, id %q: one of them is empty", e.Address, e.Type, e.ID)
		}
		if e.About == nil {
			t.Errorf("%s: About is not set; where the report says nothing it gives reports.About{}", e.Address)
		}
		if !slices.Contains([]reports.Action{reports.ActionUpdate, reports.ActionDelete, reports.Action("no-op")}, e.Action) {
			t.Errorf("%s: %q is no action", e.Address, e.Action)
		}
		if (e.Action == reports.ActionDelete) != (len(e.Actual) == 0) {
			t.Errorf("%s: %s, and its actual state is %v", e.Address, e.Action, e.Actual)
		}
	}
	if again := entries(t, r); len(again) != len(first) {
		t.Errorf("%d entries at first, %d when read again", len(first), len(again))
	}
}

// A reader that is declared has its line in the table of formats.
func TestEveryReaderIsInTheTable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			vars, ok := decl.(*ast.GenDecl)
			if !ok || vars.Tok != token.VAR {
				continue
			}
			for _, spec := range vars.Specs {
				for _, value := range spec.(*ast.ValueSpec).Values {
					if lit, ok := value.(*ast.CompositeLit); ok && isReader(lit.Type) {
						declared++
					}
				}
			}
		}
	}
	if readable, _ := reports.Readable(); declared != len(readable) {
		t.Errorf("%d readers are declared, the table of formats.go reads %d", declared, len(readable))
	}
}

func isReader(of ast.Expr) bool {
	name, ok := of.(*ast.Ident)
	return ok && name.Name == "reader"
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	_, err := reports.Open(strings.NewReader("{}"), "xml")
	if err == nil || !strings.Contains(err.Error(), `"xml" is no format of a report; those are terraform, `) {
		t.Errorf("got %v", err)
	}
}

func TestFormatsThatCannotBeReadYet(t *testing.T) {
	t.Parallel()
	readable, _ := reports.Readable()
	for text, format := range map[string]reports.Format{
		`{"summary":{},"managed":null}`: "driftctl",
		`{"StackResourceDrifts":[]}`:    "cloudformation",
		`{"config":{},"steps":[]}`:      "pulumi",
	} {
		if slices.Contains(readable, format) {
			continue
		}
		for _, asked := range []reports.Format{"", format} {
			_, err := reports.Open(strings.NewReader(text), asked)
			if want := fmt.Sprintf("reading %s reports is not built yet", format); err == nil || err.Error() != want {
				t.Errorf("%s, asked for %q: got %v", text, asked, err)
			}
		}
	}
}
