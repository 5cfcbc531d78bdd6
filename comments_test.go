package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
	"testing"
)

// docLink is what a comment links to: a name, a member of a type, or either of another package.
var docLink = regexp.MustCompile(`\[([A-Za-z]\w*(?:\.[A-Z]\w*)*)\]`)

// What a comment links to is there, where it is this repository's.
func TestCommentsLinkToWhatIsThere(t *testing.T) {
	t.Parallel()
	fset, parsed, declared := token.NewFileSet(), []*ast.File{}, map[string]map[string]bool{}
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
		if declared[file.Name.Name] == nil {
			declared[file.Name.Name] = map[string]bool{}
		}
		declare(file, declared[file.Name.Name])
	}
	for _, file := range parsed {
		for _, comment := range file.Comments {
			for _, link := range docLink.FindAllStringSubmatch(comment.Text(), -1) {
				first, rest, dotted := strings.Cut(link[1], ".")
				own := declared[file.Name.Name]
				switch {
				case dotted && declared[first] != nil && !own[first]:
					own, first = declared[first], rest
				case dotted && !ast.IsExported(first) && !own[first]:
					continue // of another module
				default:
					first = link[1]
				}
				if !own[first] && (dotted || ast.IsExported(first)) {
					t.Errorf("%s: a comment links to %s, which is not there", fset.Position(comment.Pos()), link[0])
				}
			}
		}
	}
}

// declare notes what a file declares: its names, and the members of types as Type.Name.
func declare(file *ast.File, names map[string]bool) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			names[strings.TrimPrefix(receiverOf(d)+"."+d.Name.Name, ".")] = true
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.ValueSpec:
					for _, ident := range s.Names {
						names[ident.Name] = true
					}
				case *ast.TypeSpec:
					names[s.Name.Name] = true
					ast.Inspect(s.Type, func(n ast.Node) bool {
						if field, ok := n.(*ast.Field); ok {
							for _, ident := range field.Names {
								names[s.Name.Name+"."+ident.Name] = true
							}
						}
						return true
					})
				}
			}
		}
	}
}

// receiverOf names the type that a method is of, "" for a function.
func receiverOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	return receiver(d.Recv.List[0].Type)
}

// Every exported name says what it is.
func TestEverythingIsDocumented(t *testing.T) {
	t.Parallel()
	fset := token.NewFileSet()
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range exportedBy(fset, file, path.Dir(name)) {
			if e.doc == "" {
				t.Errorf("%s: %s has no comment", e.at, e.name)
			}
		}
	}
}
