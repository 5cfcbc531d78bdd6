package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each row of the table is of a benchmark that a suite runs, and each suite finds one.
func TestSuitesMeasureTheGoals(t *testing.T) {
	t.Parallel()
	declared := regexp.MustCompile(`\nfunc Benchmark(\w+)\(`)
	var run []string
	for _, s := range suites {
		files, err := filepath.Glob(filepath.Join("..", s.pkg, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no tests: %v", s.pkg, err)
		}
		found := false
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range declared.FindAllStringSubmatch(string(text), -1) {
				first, _, _ := strings.Cut(s.pattern, "/")
				if regexp.MustCompile(first).MatchString("Benchmark" + name[1]) {
					found, run = true, append(run, name[1])
				}
			}
		}
		if !found {
			t.Errorf("%s of %s is no benchmark", s.pattern, s.pkg)
		}
	}
	for _, g := range goals(100) {
		name, _, _ := strings.Cut(g.benchmark, "/")
		if !strings.Contains(" "+strings.Join(run, " ")+" ", " "+name+" ") {
			t.Errorf("no suite runs Benchmark%s, of which a row of the table is", g.benchmark)
		}
	}
}

func TestSuiteFails(t *testing.T) {
	t.Parallel()
	if err := (suite{pkg: "./none", pattern: "X", time: "1x"}).run(t.Context(), "", figures{}); err == nil {
		t.Error("a package that is not there is measured")
	}
}
