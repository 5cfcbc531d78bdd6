package repositories_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What a call had in hand when it failed was not written, so nobody gets it.
func TestNothingBesideAnError(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.person("taken@example.com")
	drift := input()
	drift.Region = ""
	for _, err := range []error{ // first looks at the results
		first(l.Users.Create(t.Context(), models.CreateUserInput{Email: "taken@example.com", Password: password, Role: models.RoleViewer})),
		first(l.Drifts.Create(t.Context(), drift)),
		first(l.Scans.Begin(t.Context(), models.CreateScanInput{Scope: "s"})),
		first(l.Audit.Append(t.Context(), models.AppendAuditInput{Action: "a", DriftID: &someID})),
		first(l.Costs.Record(t.Context(), costInput(&someID))),
		first(l.Drifts.Get(t.Context(), someID)),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
}

// What a method has found by the time it fails goes out beside no error: its last line is
// orNone's, wherever a unit of work may have filled in the result.
func TestResultsGoThroughOrNone(t *testing.T) {
	t.Parallel()
	methods := 0
	for file, parsed := range sources(t, "*.go") {
		for _, decl := range parsed.Decls {
			fn, is := decl.(*ast.FuncDecl)
			if !is || fn.Recv == nil || !fn.Name.IsExported() || strings.HasSuffix(file, "_test.go") || fn.Type.Results == nil || fn.Type.Results.NumFields() != 2 {
				continue
			}
			last, is := fn.Body.List[len(fn.Body.List)-1].(*ast.ReturnStmt)
			if !is || len(last.Results) != 2 {
				continue
			}
			methods++
			if _, named := last.Results[0].(*ast.Ident); named && types.ExprString(last.Results[1]) == "err" {
				t.Errorf("repositories/%s: %s gives %s beside an error: return orNone(%[3]s, err)", file, fn.Name, types.ExprString(last.Results[0]))
			}
		}
	}
	if methods < 10 {
		t.Errorf("%d methods were looked at only", methods)
	}
}

// sources parses the files of the package by name.
func sources(t *testing.T, pattern string) map[string]*ast.File {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	parsed := make(map[string]*ast.File, len(files))
	for _, file := range files {
		if parsed[file], err = parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return parsed
}
