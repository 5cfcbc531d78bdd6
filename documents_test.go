package main_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	testName = regexp.MustCompile(`\bTest[A-Z]\w+`)
	link     = regexp.MustCompile(`\]\(([^)#:]*)(?:#([\w-]+))?\)`) // to a file or a heading, not to an address
	fileName = regexp.MustCompile("`([A-Za-z][\\w./-]*\\.(?:go|tsv|txt|sql|html))`")
)

// runs is a command that runs some tests, of packages by a pattern.
var runs = regexp.MustCompile(`go test ((?:\./?[\w/]* )+)-run '?([\w|]+)`)

// named says whether each alternative of a pattern is in the name of a test of packages.
func named(t *testing.T, packages, pattern string) bool {
	t.Helper()
	var tests strings.Builder
	for dir := range strings.FieldsSeq(packages) {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			tests.WriteString(read(t, file))
		}
	}
	for part := range strings.SplitSeq(pattern, "|") {
		if !regexp.MustCompile(`\nfunc Test\w*` + part).MatchString(tests.String()) {
			return false
		}
	}
	return true
}

// invented are the files of CONTRIBUTING.md's examples.
var invented = []string{"models/note.go", "models/note_test.go", "repositories/notes.go", "notes_test.go", "repositories/notes_test.go"}

// heading is one of a document, and what is left out of it in the address of its place.
var (
	heading = regexp.MustCompile("(?m)^#+ (.*)$")
	unsaid  = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// hasPlace says whether a document has a heading of this address.
func hasPlace(t *testing.T, document, place string) bool {
	t.Helper()
	for _, h := range heading.FindAllStringSubmatch(read(t, document), -1) {
		if strings.ReplaceAll(unsaid.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-") == place {
			return true
		}
	}
	return false
}

// What the documents name is there: tests, files, and what they link to.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	files, tests := repository(t)
	for _, document := range files {
		if filepath.Ext(document) != ".md" {
			continue
		}
		text := read(t, document)
		for _, name := range testName.FindAllString(text, -1) {
			if !strings.Contains(tests, "\nfunc "+name+"(") && name != "TestMain" {
				t.Errorf("%s names %s, which is no test", document, name)
			}
		}
		for _, command := range runs.FindAllStringSubmatch(text, -1) {
			if !named(t, command[1], command[2]) {
				t.Errorf("%s says `%s`, which finds no test", document, command[0])
			}
		}
		for _, to := range link.FindAllStringSubmatch(text, -1) {
			there := document
			if to[1] != "" {
				there = filepath.Join(filepath.Dir(document), to[1])
			}
			if _, err := os.Stat(there); err != nil {
				t.Errorf("%s links to %s, which is not there", document, to[1])
			} else if to[2] != "" && !hasPlace(t, there, to[2]) {
				t.Errorf("%s links to %s in %s, which has no such heading", document, to[2], there)
			}
		}
		for _, named := range fileName.FindAllStringSubmatch(text, -1) {
			name := named[1]
			if slices.Contains(invented, name) || strings.Contains(name, "NAME") || strings.Contains(name, "NNN") {
				continue
			}
			if !slices.ContainsFunc(files, func(file string) bool { return file == name || strings.HasSuffix(file, "/"+name) }) {
				t.Errorf("%s names %s, which is not there", document, name)
			}
		}
	}
}

// upwards is the begin of a path in a string that climbs.
var upwards = regexp.MustCompile("[\"`]((?:\\.\\./)+)")

// No path in the code leads out of the repository: what it names, a clone has.
func TestNoPathLeadsOut(t *testing.T) {
	t.Parallel()
	files, _ := repository(t)
	for _, file := range files {
		if filepath.Ext(file) != ".go" {
			continue
		}
		for _, path := range upwards.FindAllStringSubmatch(read(t, file), -1) {
			if strings.Count(path[1], "/") > strings.Count(file, "/") {
				t.Errorf("%s names a path that leads out of the repository: %s…; what is read from elsewhere has an environment variable", file, path[1])
			}
		}
	}
}

// Each decision stands in the index with its date, so that it is found.
func TestEveryDecisionIsListed(t *testing.T) {
	t.Parallel()
	index := read(t, "docs/decisions/README.md")
	decisions, err := filepath.Glob("docs/decisions/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, decision := range decisions {
		lines := strings.SplitN(read(t, decision), "\n", 4)
		row := "| " + lines[2] + " | [" + strings.TrimPrefix(lines[0], "# ") + "](" + filepath.Base(decision) + "): "
		if filepath.Base(decision) != "README.md" && !strings.Contains(index, row) {
			t.Errorf("docs/decisions/README.md lacks a row %s…", row)
		}
	}
}

// Each picture is shown by README, or a link away.
func TestEveryPictureIsShown(t *testing.T) {
	t.Parallel()
	pictures, err := filepath.Glob("docs/*.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, picture := range pictures {
		if !strings.Contains(read(t, "README.md"), "]("+picture+")") {
			t.Errorf("README.md does not show %s", picture)
		}
	}
}

// repository gives the names of all files, and the text of all tests.
func repository(t *testing.T) (files []string, tests string) {
	t.Helper()
	var text strings.Builder
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		files = append(files, filepath.ToSlash(name))
		if strings.HasSuffix(name, "_test.go") {
			text.WriteString(read(t, name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, text.String()
}
