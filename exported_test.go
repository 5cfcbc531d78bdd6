package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// exported is an exported name of a package: a function, type, constant, variable, or
// a method as Type.Name.
type exported struct {
	dir, name string
	doc       string
	at        token.Position
}

// ownersLine is what says whose an exported name is that nobody in this repository
// uses from outside its package.
var ownersLine = regexp.MustCompile(`(?m)^For .*\.$`)

// calledByOthers are methods that the standard library or another one calls.
var calledByOthers = []string{
	"Error", "Unwrap", "Is", "As", "String", "Set", "Type", "Scan", "Value", "Write", "Read", "Seek", "Close", "TableName",
	"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalJSONTo", "UnmarshalJSONFrom", "AppendText",
	"GormDataType", "GormDBDataType", "Levels", "Fire", "Format",
}

// An exported name has a user outside its package, or a line that says whose it is.
func TestExportedNamesHaveUsers(t *testing.T) {
	t.Parallel()
	names, used := []exported{}, map[string]map[string]bool{} // by name, the folders that say it
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (d.Name() == "tools" || strings.HasPrefix(d.Name(), ".")):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		dir := path.Dir(filepath.ToSlash(file))
		switch filepath.Ext(file) {
		case ".go":
			parsed, err := parser.ParseFile(fset, file, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			says(parsed, used, dir)
			if !strings.HasSuffix(file, "_test.go") && parsed.Name.Name != "main" {
				names = append(names, exportedBy(fset, parsed, dir)...)
			}
		case ".html", ".tmpl":
			text, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			for _, field := range templateField.FindAllString(string(text), -1) {
				note(used, strings.TrimPrefix(field, "."), "a template")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	unowned := map[string][]string{}
	for _, n := range names {
		bare := n.name[strings.LastIndex(n.name, ".")+1:]
		folders := used[bare]
		outside := len(folders) > 1 || len(folders) == 1 && !folders[n.dir]
		if strings.Contains(n.name, ".") && slices.Contains(calledByOthers, bare) {
			outside = true
		}
		if !outside && !ownersLine.MatchString(n.doc) {
			unowned[n.dir] = append(unowned[n.dir], n.name)
		}
	}
	for dir, names := range unowned {
		if most := ceilingOf(dir).unowned; len(names) > most {
			t.Errorf("%s exports %d names without a user outside it, at most %d may be: make them the package's own, or say in a line of the comment whose they are (For programs that …): %v", dir, len(names), most, names)
		}
	}
}

var templateField = regexp.MustCompile(`\.[A-Z]\w*`)

func note(used map[string]map[string]bool, name, folder string) {
	if used[name] == nil {
		used[name] = map[string]bool{}
	}
	used[name][folder] = true
}

// says notes each exported name that a file takes from something else. A type that
// the signature of something exported names is in the hands of whoever uses that.
func says(file *ast.File, used map[string]map[string]bool, dir string) {
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.IsExported() {
			note(used, s.Sel.Name, dir)
		}
		return true
	})
	named := func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok {
			note(used, ident.Name, "a signature")
		}
		return true
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() {
				ast.Inspect(d.Type, named)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
					ast.Inspect(s.Type, named)
				}
			}
		}
	}
}

func exportedBy(fset *token.FileSet, file *ast.File, dir string) (names []exported) {
	add := func(ident *ast.Ident, name string, docs ...*ast.CommentGroup) {
		if !ident.IsExported() {
			return
		}
		e := exported{dir: dir, name: name, at: fset.Position(ident.Pos())}
		for _, doc := range docs {
			e.doc += doc.Text()
		}
		names = append(names, e)
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				of := receiver(d.Recv.List[0].Type)
				if !ast.IsExported(of) {
					continue
				}
				name = of + "." + name
			}
			add(d.Name, name, d.Doc)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					add(s.Name, s.Name.Name, d.Doc, s.Doc, s.Comment)
				case *ast.ValueSpec:
					for _, ident := range s.Names {
						add(ident, ident.Name, d.Doc, s.Doc, s.Comment)
					}
				}
			}
		}
	}
	return names
}

func receiver(of ast.Expr) string {
	switch of := of.(type) {
	case *ast.StarExpr:
		return receiver(of.X)
	case *ast.IndexExpr:
		return receiver(of.X)
	case *ast.IndexListExpr:
		return receiver(of.X)
	case *ast.Ident:
		return of.Name
	}
	return ""
}
