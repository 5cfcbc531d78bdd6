package main_test

import (
	"os"
	"strings"
	"testing"
)

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
