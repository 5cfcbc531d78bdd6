package reports_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// Each format that can be read has words for people and a report in the folder of
// its name in testdata; each report there is known by its content and keeps what a
// reader promises.
func TestEveryFormatKeepsItsPromises(t *testing.T) {
	t.Parallel()
	made := reports.Made()
	for i, format := range reports.Formats() {
		if made[i] == "" {
			t.Errorf("%s: its row does not say how such a report is made", format)
		}
		samples, err := filepath.Glob(filepath.Join("testdata", string(format), "*.json"))
		if err != nil || len(samples) == 0 {
			t.Errorf("%s: there is no report of it, testdata/%[1]s/*.json: %v", format, err)
		}
		for _, sample := range samples {
			if refused(t, sample) {
				continue // its table says so
			}
			t.Run(sample, func(t *testing.T) {
				t.Parallel()
				checkReport(t, sample, format)
			})
		}
	}
}

// refused says whether the table beside a sample, where there is one, has it refused.
func refused(t *testing.T, sample string) bool {
	t.Helper()
	of := folder(filepath.Dir(sample))
	if _, err := os.Stat(filepath.Join(string(of), "EXPECT.tsv")); err != nil {
		return false
	}
	return slices.ContainsFunc(of.rows(t, "EXPECT.tsv"), func(row map[string]string) bool {
		return row["file"] == filepath.Base(sample) && row["created"] == "refused"
	})
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
	if r.Closes == (r.WhyNotClosing != "") {
		t.Errorf("Closes is %t and WhyNotClosing %q: one of them is set", r.Closes, r.WhyNotClosing)
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
		if !slices.Contains([]reports.Action{reports.ActionUpdate, reports.ActionDelete, reports.ActionUnmanaged, reports.Action("no-op")}, e.Action) {
			t.Errorf("%s: %q is no action", e.Address, e.Action)
		}
		if e.Action != reports.ActionUnmanaged && (e.Action == reports.ActionDelete) != (len(e.Actual) == 0) {
			t.Errorf("%s: %s, and its actual state is %v", e.Address, e.Action, e.Actual)
		}
		if unmanaged := e.Action == reports.ActionUnmanaged; unmanaged != (e.Kind == models.KindUnmanaged) || unmanaged && len(e.Expected) > 0 {
			t.Errorf("%s: %s, of kind %q, and its expected state is %v", e.Address, e.Action, e.Kind, e.Expected)
		}
	}
	if again := entries(t, r); len(again) != len(first) || len(first) != r.EntryCount {
		t.Errorf("%d entries at first, %d when read again, and EntryCount says %d: readers set EntryCount and entries, which reads the file anew each time", len(first), len(again), r.EntryCount)
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
	if known := len(reports.Formats()); declared != known {
		t.Errorf("reports/*.go declare %d variables of type reader, the table in reports/formats.go lists %d: add the missing one to readers()", declared, known)
	}
}

func isReader(of ast.Expr) bool {
	name, ok := of.(*ast.Ident)
	return ok && name.Name == "reader"
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	_, err := reports.Open(strings.NewReader("{}"), "xml")
	if err == nil || !strings.Contains(err.Error(), `"xml" is no format of a report; those are terraform`) {
		t.Errorf("got %v", err)
	}
}
