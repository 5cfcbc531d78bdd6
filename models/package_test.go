package models_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// source parses the package without its tests.
func source(t *testing.T) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func names(values []any) []string {
	var list []string
	for _, v := range values {
		list = append(list, reflect.TypeOf(v).Name())
	}
	slices.Sort(list)
	return list
}

// Entities lists every type with a table, and the tests see every response.
func TestPackage(t *testing.T) {
	t.Parallel()
	var tables, found []string
	for _, file := range source(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "TableName" && n.Recv != nil {
					tables = append(tables, n.Recv.List[0].Type.(*ast.Ident).Name)
				}
			case *ast.TypeSpec:
				if strings.HasSuffix(n.Name.Name, "Response") {
					found = append(found, n.Name.Name)
				}
			}
			return true
		})
	}
	slices.Sort(tables)
	slices.Sort(found)
	var entities []any
	for _, e := range models.Entities() {
		entities = append(entities, e)
		if e.TableName() == "" {
			t.Errorf("%T has no table", e)
		}
	}
	for _, table := range tables {
		if !slices.Contains(names(entities), table) {
			t.Errorf("models/entities.go: Entities lacks %s, which has a TableName; write %[1]s{} there", table)
		}
	}
	for _, response := range found {
		if !slices.Contains(names(responses), response) {
			t.Errorf("models: no entity's method Response gives a %s; write the method, the entity in Entities, or the type in responses, in models/responses_test.go", response)
		}
	}
}
