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
	declared := regexp.MustCompile(`\nfunc (Benchmark\w+)\(`)
	run := map[string]bool{}
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
				if topLevel(s.pattern).MatchString(name[1]) {
					found, run[name[1]] = true, true
				}
			}
		}
		if !found {
			t.Errorf("%s of %s is no benchmark", s.pattern, s.pkg)
		}
	}
	for _, g := range goals(100) {
		for _, benchmark := range []string{g.benchmark, g.of} {
			name, _, _ := strings.Cut(benchmark, "/")
			if name != "" && !run["Benchmark"+name] {
				t.Errorf("no suite runs Benchmark%s, of which a row of the table is", benchmark)
			}
		}
	}
}

// topLevel is a pattern without what chooses among sub-benchmarks.
func topLevel(pattern string) *regexp.Regexp {
	return regexp.MustCompile(regexp.MustCompile(`/(\([^)]*\)|[^|])*`).ReplaceAllString(pattern, ""))
}
