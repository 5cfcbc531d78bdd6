package reports_test

import (
	"fmt"
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
			t.Errorf("%s: its reader does not say what such a report is; write it in made, as the others do", format)
		}
		samples, err := filepath.Glob(filepath.Join("testdata", string(format), "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(samples) == 0 {
			t.Errorf("reports/testdata/%s/*.json: there is no report of %[1]s; put a real one there, without real secrets", format)
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
		t.Errorf("its content tells it for %s; give the reader names that this format alone has, or a line in readers, in reports/formats.go, before that one", r.Format)
	}
	if r.SHA256 == [32]byte{} || r.Size == 0 {
		t.Error("the bytes were not counted and summed up; read the report with source.whole, or source.documents")
	}
	if r.Closes == (r.WhyNotClosing != "") {
		t.Errorf("Closes is %t and WhyNotClosing %q: set one of them", r.Closes, r.WhyNotClosing)
	}
	for range 2 { // Entries can be read again
		if err := promised(r); err != nil {
			t.Error(err)
		}
	}
}

// promised reads the entries of a report, and says what in it or in them is not what a
// reader promises.
func promised(r *reports.Report) error {
	checked := map[string]bool{}
	for _, c := range r.Checked {
		if lacks := lacking(c); lacks != "" {
			return fmt.Errorf("a resource of Checked has no %s: refuse the report with c.fail where it is missing, or give what stands for it; the resource is %+v", lacks, c)
		}
		if checked[c.Address] {
			return fmt.Errorf("Checked has an address twice: refuse a report in which it stands twice, or pass the second over; it is %q", c.Address)
		}
		checked[c.Address] = true
	}
	n := 0
	for e, err := range r.Entries() {
		if err != nil {
			return fmt.Errorf("Open took the report, Entries did not: check the same in both; the error is %w", err)
		}
		if n++; n <= r.EntryCount {
			if err := entryPromised(e); err != nil {
				return err
			}
		}
	}
	if n != r.EntryCount {
		return fmt.Errorf("EntryCount is not the number of entries: count in Open what Entries yields; it is %d, and there are %d", r.EntryCount, n)
	}
	return nil
}

func entryPromised(e reports.Entry) error {
	wrong := func(what, instead string) error {
		return fmt.Errorf("an entry %s: %s; the entry is %s %q, type %q, id %q, kind %q, expected %v, actual %v",
			what, instead, e.Action, e.Address, e.Type, e.ID, e.Kind, e.Expected, e.Actual)
	}
	gone, unmanaged := e.Action == reports.ActionDelete, e.Action == reports.ActionUnmanaged
	switch {
	case lacking(e.Resource) != "":
		return wrong("has no "+lacking(e.Resource), "refuse the report with c.fail where it is missing, or give what stands for it")
	case !slices.Contains([]reports.Action{reports.ActionUpdate, reports.ActionDelete, reports.ActionUnmanaged, "no-op"}, e.Action):
		return wrong("has another Action than there are", "give one of the constants in reports/report.go")
	case e.Expected == nil || e.Actual == nil:
		return wrong("has a nil for Expected or Actual", "give map[string]any{} where there is nothing")
	case gone && len(e.Actual) > 0:
		return wrong("is gone and has an actual state", "leave Actual empty")
	case !gone && len(e.Actual) == 0 && len(e.Expected) > 0:
		return wrong("is there and has no actual state", "completed, in reports/formats.go, sees to it")
	case unmanaged != (e.Kind == models.KindUnmanaged):
		return wrong("is of another Kind than its Action", "ActionUnmanaged and models.KindUnmanaged go together")
	case unmanaged && len(e.Expected) > 0:
		return wrong("is in no code and has an expected state", "leave Expected empty")
	case e.About == nil:
		return wrong("has no About", "where the report says nothing it gives reports.About{NextApply: models.NextApplyUnknown}")
	}
	for _, c := range models.Changes(e.Expected, e.Actual) {
		if e.About(c).NextApply == "" {
			return wrong("is not told what the next apply does", "About gives models.NextApplyUnknown where the report does not say")
		}
	}
	return nil
}

// lacking names what a resource never goes without.
func lacking(r reports.Resource) string {
	switch {
	case r.Address == "":
		return "Address"
	case r.Type == "":
		return "Type"
	case r.ID == "":
		return "ID"
	}
	return ""
}

// A reader that is declared has its line in the table of formats.
func TestEveryReaderIsInTheTable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("formats.go")
	if err != nil {
		t.Fatal(err)
	}
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
				vars := spec.(*ast.ValueSpec)
				for i, value := range vars.Values {
					if lit, ok := value.(*ast.CompositeLit); ok && isReader(lit.Type) && !strings.Contains(string(table), "\n\t\t"+vars.Names[i].Name+",\n") {
						t.Errorf("reports/formats.go: readers lacks %s, which reports/%s declares; write its line there", vars.Names[i].Name, name)
					}
				}
			}
		}
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

// A report that is asked for as another tool's is named as what it is; one that is of no
// tool is refused as by the reader that was asked for.
func TestReportOfAnotherFormat(t *testing.T) {
	t.Parallel()
	scan, err := os.ReadFile("testdata/driftctl/deep.json")
	if err != nil {
		t.Fatal(err)
	}
	const state = `{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[]}`
	for _, format := range reports.Formats() {
		if _, err := reports.Open(strings.NewReader(state), format); err == nil || !strings.Contains(err.Error(), "a state file, not a plan") {
			t.Errorf("a state as %s: %v", format, err)
		}
		want := fmt.Sprintf("line 1, column 1: no report of %s, which is asked for: it looks like a scan of driftctl, as `driftctl scan --output json://FILE` writes it; "+
			"import it as driftctl, or let its format be found out", format)
		if _, err := reports.Open(strings.NewReader(string(scan)), format); format != "driftctl" && (err == nil || err.Error() != want) {
			t.Errorf("as %s: %v", format, err)
		}
		if _, err := reports.Open(strings.NewReader(`{"a":1}`), format); err == nil || strings.Contains(err.Error(), "asked for") {
			t.Errorf("of no tool, as %s: %v", format, err)
		}
	}
}

// What has very many members is of no known kind before all of them are in memory.
func TestOfTooManyMembers(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, `"k%d":1,`, i)
	}
	if _, err := open(t, "{"+b.String()+`x`); err == nil || !strings.HasPrefix(err.Error(), "line 1, column 98900, at k10000: JSON of an unknown kind") {
		t.Errorf("got %v", err)
	}
}
