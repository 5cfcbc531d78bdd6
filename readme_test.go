package main_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

var update = flag.Bool("update", false, "write what the README says of filters")

// TestReadmeListsTheFilters holds the README's filters to the tables in package models.
func TestReadmeListsTheFilters(t *testing.T) {
	t.Parallel()
	const begin, end = "-update` writes them -->\n", "<!-- end of filters -->"
	readme := read(t, "README.md")
	before, rest, found := strings.Cut(readme, begin)
	listed, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("the README has no place for the filters")
	}
	want := "Of `/debug/drifts`:\n\n" + models.FilterTable(models.DriftFilters()) + "\nOf the others:\n\n" +
		"| list | filters |\n|---|---|\n" +
		"| `/debug/scans` | " + models.FilterList(models.ScanFilters()) + " |\n" +
		"| `/debug/alerts` | " + models.FilterList(models.AlertFilters()) + " |\n" +
		"| `/debug/cost-metrics` | " + models.FilterList(models.CostFilters()) + " |\n" +
		"| `/debug/audit-logs` | " + models.FilterList(models.AuditFilters()) + " |\n" +
		"| `/debug/users` | " + models.FilterList(models.UserFilters()) + " |\n" +
		"| `/debug/sessions` | " + models.FilterList(models.SessionFilters()) + " |\n"
	if *update {
		if err := os.WriteFile("README.md", []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if listed != want {
		t.Error("the README's filters are not those of package models; go test . -run Filters -update writes them")
	}
}

// TestReadmeSaysWhyOfEveryDependency holds the README's table to go.mod.
func TestReadmeSaysWhyOfEveryDependency(t *testing.T) {
	t.Parallel()
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
