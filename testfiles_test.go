package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"strings"
	"testing"
)

// logic is how many lines a function has at least that wants a test.
const logic = 8

// Whoever changes a file finds its tests beside it.
func TestEachFileHasItsTests(t *testing.T) {
	t.Parallel()
	lacking := map[string][]string{}
	for _, file := range goFiles(t) {
		test := strings.TrimSuffix(file, ".go") + "_test.go"
		if _, err := os.Stat(test); err != nil && longestFunction(t, file) >= logic && testedElsewhere[file] == "" {
			lacking[path.Dir(file)] = append(lacking[path.Dir(file)], test)
		}
	}
	for dir, tests := range lacking {
		if most := ceilingOf(dir).untested; len(tests) > most {
			t.Errorf("%s lacks %d files of tests, at most %d may be missing: write %v, each for the file beside it that has a function of %d lines or more", dir, len(tests), most, tests, logic)
		}
	}
	for file, test := range testedElsewhere {
		for _, name := range []string{file, test} {
			if _, err := os.Stat(name); err != nil {
				t.Errorf("testedElsewhere: %v", err)
			}
		}
	}
}

// testedElsewhere lists the files with logic whose tests stand under another name,
// and where.
var testedElsewhere = map[string]string{
	"main.go": "internal/cli/cli_test.go", // which builds and runs the program

	// What these make up together is one story, which is checked as a whole.
	"seed/actor.go":      "seed/invariants_test.go",
	"seed/drift.go":      "seed/invariants_test.go",
	"seed/plan.go":       "seed/invariants_test.go",
	"seed/resource.go":   "seed/invariants_test.go",
	"seed/scans.go":      "seed/invariants_test.go",
	"seed/scene_rows.go": "seed/invariants_test.go",
}

// longestFunction counts the lines of the longest function of a file. One that only
// returns is a table, and has no logic.
func longestFunction(t *testing.T, file string) int {
	t.Helper()
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	longest := 0
	for _, decl := range parsed.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && !onlyReturns(f.Body) {
			longest = max(longest, fset.Position(f.End()).Line-fset.Position(f.Pos()).Line+1)
		}
	}
	return longest
}

// onlyReturns says whether a body is one return, but for names of types before it.
func onlyReturns(body *ast.BlockStmt) bool {
	if body == nil {
		return false
	}
	for _, statement := range body.List {
		switch s := statement.(type) {
		case *ast.ReturnStmt:
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); !ok || d.Tok != token.TYPE {
				return false
			}
		default:
			return false
		}
	}
	return true
}
