//go:build linux

package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// seconds are so many of them; a part of a long run may have only so much in all.
func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

var (
	fuzzed     = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(f \*testing\.F\)`)
	executions = regexp.MustCompile(`execs: (\d+)`)
	// timeIsUp is of a run that found nothing and ended at its time, which Go before 1.27 now and then calls a failure:
	// https://go.dev/issue/75804
	timeIsUp = regexp.MustCompile(`(?m)^--- FAIL: Fuzz\w+ \([0-9.]+s\)\n +context deadline exceeded\nFAIL$`)
)

const (
	// shrinking is how often a text that comes somewhere new is tried to be made shorter: by default for a minute,
	// in which nothing else is tried.
	shrinking = "50x"
	// fewest is how often a test has to run in a second.
	fewest = 10
)

// target is a fuzz test.
type target struct{ dir, name string }

// targets are all there are: each reader of reports, from the samples, and whatever else takes text
// from outside.
func targets(t *trial) (all []target) {
	t.Helper()
	for _, pattern := range []string{"../*/*_test.go", "../*/*/*_test.go"} {
		files, err := filepath.Glob(pattern)
		t.ok(err)
		for _, file := range files {
			for _, found := range fuzzed.FindAllStringSubmatch(string(t.read(file)), -1) {
				all = append(all, target{filepath.Dir(file), found[1]})
			}
		}
	}
	if !slices.Contains(all, target{"../reports", "FuzzOpen"}) {
		t.Fatalf("the readers are not among %v", all)
	}
	return all
}

// TestFuzz fuzzes each for as many seconds as there are rounds, and in the ordinary run of the tests
// none: what is built for it takes longer than the run, and the packages' own tests try all samples.
func TestFuzz(t *testing.T) {
	p := begin(t, 0)
	all := targets(p)
	if p.rounds == 0 {
		t.Skip("go run ./faults fuzz")
	}
	var told []string
	for _, f := range all {
		ctx, cancel := context.WithTimeout(t.Context(), seconds(p.rounds)+10*time.Minute)
		cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+f.name+"$", "-fuzztime", seconds(p.rounds).String(), "-fuzzminimizetime", shrinking, ".")
		cmd.Dir = f.dir
		out, err := cmd.CombinedOutput()
		cancel()
		if err != nil && !timeIsUp.Match(out) {
			t.Errorf("%s in %s: %v\n%s", f.name, f.dir, err, out)
			continue
		}
		n := 0
		if found := executions.FindAllStringSubmatch(string(out), -1); found != nil {
			n, _ = strconv.Atoi(found[len(found)-1][1])
		}
		if n < p.rounds*fewest {
			t.Errorf("%s in %s ran %d times in %d s, which tries nothing:\n%s", f.name, f.dir, n, p.rounds, out)
		}
		told = append(told, fmt.Sprintf("%s/%s %d", strings.TrimPrefix(f.dir, "../"), f.name, n))
	}
	p.tell("%d fuzz tests of %d s each, by their runs: %s. No failure", len(told), p.rounds, strings.Join(told, ", "))
}
