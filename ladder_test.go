package main_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/clouddrift/guardian"

// ladder lists, for every package, the packages of this project that it may import, from the lowest rung up.
// Neighbours on a rung never import each other. Nobody may import internal/testdb, internal/testdir and internal/testledger: they are for tests, which are exempt.
var ladder = map[string][]string{
	"models":            {},
	"migrations":        {},
	"internal/config":   {},
	"internal/postgres": {},

	"reports":         {"models"},
	"rulebook":        {"models"},
	"rules":           {"models"},
	"internal/schema": {"models", "migrations"},

	"internal/pgserver": {"internal/postgres"},
	"internal/testdir":  {},
	"internal/testdb":   {"internal/pgserver", "internal/postgres", "internal/schema", "internal/testdir", "migrations"},

	// What the schema itself refuses has codes of its own, which migrations names.
	"repositories": {"models", "migrations", "internal/postgres"},

	"seed": {"models", "repositories", "rules"},

	"internal/carry": {"internal/postgres", "internal/schema", "migrations"},

	"internal/testledger": {"internal/testdb", "repositories", "seed"},
	"importing":           {"models", "repositories", "reports", "rules", "rulebook"},
	"telling":             {"models", "repositories", "rulebook"},
	"server/pages":        {"models"},
	"server":              {"models", "repositories", "server/pages"},

	"internal/cli": {
		"models", "migrations", "reports", "repositories", "rulebook", "seed", "importing", "server", "telling",
		"internal/carry", "internal/config", "internal/pgserver", "internal/postgres", "internal/schema",
	},
	".": {"internal/cli"},

	"bench": {"internal/pgserver", "internal/postgres", "migrations", "repositories", "seed"},

	"faults":   {}, // what it tries is in its tests
	"versions": {},
}

// noDatabase lists the packages that know nothing of how rows are stored: they meet it through repositories alone.
var noDatabase = []string{"models", "reports", "rules", "rulebook", "seed", "importing", "server", "server/pages", "telling"}

// noHTTP lists the packages that know nothing of how a page is asked for.
var noHTTP = []string{"models", "reports", "repositories", "rulebook", "seed", "importing", "server/pages"}

// ceiling is what a package may have at most.
type ceiling struct {
	cycle    int     // files that use one another in a circle; above 1 none is the lowest
	edges    float64 // how many files of the package a file uses, on average, those of ground left out
	untested int     // files with logic that have no _test.go of their name
	unowned  int     // exported names that nobody outside the package uses
}

// usual is what a package may have that ceilings does not list.
var usual = ceiling{edges: 3}

// ceilings lists the packages that have more. A figure here only ever goes down.
var ceilings = map[string]ceiling{
	"importing":    {edges: 3, unowned: 4},
	"internal/cli": {edges: 1.6},
	"models":       {edges: 3, unowned: 12},
	"reports":      {edges: 1.45},
	"repositories": {edges: 2.65, unowned: 15},
	"rules":        {cycle: 3, edges: 3, unowned: 7},
	"seed":         {edges: 3.2},
	"server":       {edges: 1.7, untested: 1},
	"server/pages": {edges: 1.2},
}

// ground lists the files that each further file of a kind necessarily stands on, such as
// the reader of one more tool, one more page or one more command. A use of them is not
// counted: it entangles nothing.
var ground = map[string][]string{
	"internal/cli": {"app.go", "database.go", "flags.go", "group.go", "list.go", "output.go", "progress.go", "rules_read.go", "summary_findings.go", "table.go", "text.go", "usage.go"},
	"reports":      {"cursor.go", "errors.go", "kept.go", "mask.go", "reader.go", "redact.go", "region.go", "report.go", "secrets.go", "source.go", "terraform_change.go", "tree.go"},
	"repositories": {"row.go", "unit.go", "unit_log.go"},
	"server":       {"accept.go", "list.go", "request.go", "respond.go", "route.go", "site.go"},
	"server/pages": {"address.go", "cell.go", "moment.go", "name.go", "page.go", "table.go", "words.go"},

	"internal/pgserver": {"folder.go", "user.go"},
}

func ceilingOf(dir string) ceiling {
	if c, ok := ceilings[dir]; ok {
		return c
	}
	return usual
}

// longest is how many lines a file may have; beyond that it holds more than one subject.
const longest = 350

// goFiles returns the project's Go files, tests and other modules left out, as slash-separated paths.
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && (d.Name() == "testdata" || d.Name() == "tools" || strings.HasPrefix(d.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files = append(files, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("found no Go file")
	}
	return files
}

// imports returns the import paths of a file, on every platform: build constraints do not count.
func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, spec := range parsed.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

func TestLadder(t *testing.T) {
	t.Parallel()
	for _, file := range goFiles(t) {
		allowed, known := ladder[path.Dir(file)]
		if !known {
			t.Errorf("%s: package %s has no rung; add it to the ladder in ladder_test.go", file, path.Dir(file))
			continue
		}
		for _, p := range imports(t, file) {
			own, ok := strings.CutPrefix(p, module+"/")
			if (ok || p == module) && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s; it may import %v", file, p, allowed)
			}
			if slices.Contains(noDatabase, path.Dir(file)) && isDatabase(p) {
				t.Errorf("%s imports %s; only repositories know how rows are stored", file, p)
			}
			if slices.Contains(noHTTP, path.Dir(file)) && isHTTP(p) {
				t.Errorf("%s imports %s; only server knows how a page is asked for", file, p)
			}
		}
	}
}

func isHTTP(importPath string) bool {
	return importPath == "net/http" || strings.HasPrefix(importPath, "github.com/gin-gonic/")
}

func isDatabase(importPath string) bool {
	return importPath == "database/sql" || strings.HasPrefix(importPath, "gorm.io/") ||
		strings.HasPrefix(importPath, "github.com/jackc/")
}

// Files of a package use one another in one direction, as packages do.
func TestFilesStandInOrder(t *testing.T) {
	t.Parallel()
	packages := map[string][]string{}
	for _, file := range goFiles(t) {
		packages[path.Dir(file)] = append(packages[path.Dir(file)], file)
	}
	for dir, files := range packages {
		graph, most := newFileGraph(t, files), ceilingOf(dir)
		var under []string
		for _, name := range ground[dir] {
			file := path.Join(dir, name)
			if under = append(under, file); graph.users(file) < 3 {
				t.Errorf("ladder_test.go: ground has %s, which is not there, or which fewer than three files use: take it out", file)
			}
		}
		if cycle := graph.cycle(); len(cycle) > most.cycle {
			t.Errorf("%s: %d files use one another in a circle, at most %d may: %v", dir, len(cycle), most.cycle, cycle)
		}
		if edges := float64(graph.edges(under)) / float64(len(graph)); edges > most.edges {
			t.Errorf("%s: a file uses %.2f others on average, at most %.2f may be: what many need belongs into a file of its own", dir, edges, most.edges)
		}
	}
}

func TestFilesStayShort(t *testing.T) {
	t.Parallel()
	for _, file := range goFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(text, []byte("\n")); lines > longest {
			t.Errorf("%s has %d lines, more than %d: it holds more than one subject", file, lines, longest)
		}
	}
}
