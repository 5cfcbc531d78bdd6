package main_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rules"
	"github.com/clouddrift/guardian/server"
)

var update = flag.Bool("update", false, "write the parts of the README that the program knows")

// TestReadmeListsTheFormats holds the README's formats to the table in package reports.
func TestReadmeListsTheFormats(t *testing.T) {
	made := reports.Made()
	var b strings.Builder
	b.WriteString("| format | a report is |\n|---|---|\n")
	for i, f := range reports.Formats() {
		b.WriteString("| [`" + string(f) + "`](docs/reports/" + string(f) + ".md) | " + made[i] + " |\n")
	}
	holdReadme(t, "Formats", b.String())
}

// TestReadmeListsTheFilters holds the README's lists and filters to the routes.
func TestReadmeListsTheFilters(t *testing.T) {
	var drifts, others strings.Builder
	for _, l := range server.New(server.Config{Reader: &repositories.Reader{}}).Lists() {
		if l.Name == "drifts" {
			drifts.WriteString("Of `/debug/drifts`:\n\n" + models.FilterTable(l.Filters) + "\nOf the others:\n\n| list | filters |\n|---|---|\n")
			continue
		}
		others.WriteString("| `/debug/" + l.Name + "` | " + models.FilterList(l.Filters) + " |\n")
	}
	holdReadme(t, "Filters", drifts.String()+others.String())
}

// TestReadmeShowsTheGrades holds the README's summary of grades to the table in package rules.
func TestReadmeShowsTheGrades(t *testing.T) { holdReadme(t, "Grades", rules.Default().Summary()) }

// writesReadme is the command that writes all of these parts.
const writesReadme = "go test . -run Readme -update"

// holdReadme holds a part of the README to what the program says, or writes it: the
// tests that read the README take turns.
func holdReadme(t *testing.T, part, want string) {
	t.Helper()
	begin := "<!-- " + strings.ToLower(part) + ": `" + writesReadme + "` writes them -->\n"
	end := "<!-- end of " + strings.ToLower(part) + " -->"
	before, rest, found := strings.Cut(read(t, "README.md"), begin)
	listed, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("the README has no place for the %s", strings.ToLower(part))
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if listed != want {
		t.Errorf("README.md: its %s are not the program's; %s writes them", strings.ToLower(part), writesReadme)
	}
}

// TestReadmeMapsTheLadder holds the README's map to the ladder: each package stands on those above it.
func TestReadmeMapsTheLadder(t *testing.T) {
	_, rows, _ := strings.Cut(read(t, "README.md"), "\n## The map\n")
	rows, _, _ = strings.Cut(rows, "\n## ")
	place := func(dir string) int {
		top, _, _ := strings.Cut(dir, "/")
		return strings.Index(rows, "\n| ["+top+"]("+top+") | ")
	}
	for dir, uses := range ladder {
		if dir != "." && place(dir) < 0 {
			t.Errorf("the README's map lacks %s", dir)
		}
		for _, below := range uses {
			if !strings.HasPrefix(dir, "internal/") && !strings.HasPrefix(below, "internal/") && place(dir) < place(below) {
				t.Errorf("the README's map has %s above %s, on which it stands", dir, below)
			}
		}
	}
}

// TestReadmeSaysWhyOfEveryDependency holds the README's table to go.mod.
func TestReadmeSaysWhyOfEveryDependency(t *testing.T) {
	mod, readme := read(t, "go.mod"), read(t, "README.md")
	_, required, _ := strings.Cut(mod, "require (")
	direct, _, found := strings.Cut(required, ")")
	if !found {
		t.Fatal("go.mod requires nothing")
	}
	modules := map[string]bool{}
	for line := range strings.Lines(direct) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "" {
			continue
		}
		modules[name] = true
		if !strings.Contains(readme, "`"+name+"`") {
			t.Errorf("the README does not say why %s is there", name)
		}
	}
	_, table, _ := strings.Cut(readme, "## What it stands on")
	table, _, _ = strings.Cut(table, "\n## ")
	for line := range strings.Lines(table) {
		names, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		for name := range strings.SplitSeq(names, ", ") {
			name = strings.Trim(name, "`")
			if strings.Contains(name, "/") && !modules[name] {
				t.Errorf("the README gives a reason for %s, which go.mod does not require", name)
			}
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
