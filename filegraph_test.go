package main_test

import (
	"errors"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"testing"
)

// fileGraph says for each file of a package, tests left out, which other files of it
// it uses: their functions, types, constants, variables and methods.
type fileGraph map[string]map[string]bool

// newFileGraph reads the files of one package. What they import is not looked at, so
// what it gives back has no type here and no method of it is followed.
func newFileGraph(t *testing.T, files []string) fileGraph {
	t.Helper()
	fset, graph := token.NewFileSet(), fileGraph{}
	var parsed []*ast.File
	for _, file := range files {
		if ok, err := build.Default.MatchFile(path.Dir(file), path.Base(file)); err != nil || !ok {
			continue // another platform's
		}
		syntax, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed, graph[file] = append(parsed, syntax), map[string]bool{}
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: noImports{}, Error: func(error) {}}
	pkg, _ := config.Check(path.Dir(files[0]), fset, parsed, &info)
	for ident, object := range info.Uses {
		if object.Pkg() != pkg || object.Parent() != pkg.Scope() && !isMethod(object) {
			continue
		}
		user, used := fset.File(ident.Pos()).Name(), fset.File(object.Pos()).Name()
		if user != used {
			graph[user][used] = true
		}
	}
	return graph
}

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not looked at") }

func isMethod(object types.Object) bool {
	f, ok := object.(*types.Func)
	return ok && f.Signature().Recv() != nil
}

// edges counts the uses between files, but for those of the files under all.
func (g fileGraph) edges(under []string) int {
	n := 0
	for _, used := range g {
		n += len(used)
		for _, file := range under {
			if used[file] {
				n--
			}
		}
	}
	return n
}

// users counts the files that use a file.
func (g fileGraph) users(file string) int {
	n := 0
	for _, used := range g {
		if used[file] {
			n++
		}
	}
	return n
}

// cycle is the largest set of files each of which uses all others, directly or not;
// it is empty where the files stand in an order.
func (g fileGraph) cycle() []string {
	reaches := map[string]map[string]bool{}
	for file := range g {
		reaches[file] = map[string]bool{}
		g.follow(file, reaches[file])
	}
	var largest []string
	for file := range g {
		var cycle []string
		for other := range reaches[file] {
			if reaches[other][file] {
				cycle = append(cycle, other)
			}
		}
		if len(cycle) > len(largest) {
			largest = cycle
		}
	}
	slices.Sort(largest)
	return largest
}

func (g fileGraph) follow(file string, seen map[string]bool) {
	for used := range maps.Keys(g[file]) {
		if !seen[used] {
			seen[used] = true
			g.follow(used, seen)
		}
	}
}
