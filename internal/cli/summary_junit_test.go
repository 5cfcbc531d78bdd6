package cli

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/clouddrift/guardian/importing"
)

// readJUnit reads a run's XML as strictly as XML is, and holds it to what readers of
// JUnit want: counts that are right, names that are not empty, times that are numbers.
func readJUnit(t *testing.T, p pipelineRun) junit.Testsuites {
	t.Helper()
	var b bytes.Buffer
	if err := p.junit(&b); err != nil {
		t.Fatal(err)
	}
	for decoder := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, b.String())
		}
	}
	var all junit.Testsuites
	if err := xml.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	tests, failures, errors := 0, 0, 0
	for _, s := range all.Suites {
		counts := [4]int{len(s.Testcases)}
		for _, c := range s.Testcases {
			for i, result := range []*junit.Result{c.Failure, c.Error, c.Skipped} {
				if result != nil {
					counts[i+1]++
				}
			}
			if _, err := strconv.ParseFloat(c.Time, 64); err != nil || c.Name == "" {
				t.Errorf("case %+v", c)
			}
		}
		if counts != [4]int{s.Tests, s.Failures, s.Errors, s.Skipped} || counts[0] == 0 {
			t.Errorf("suite %s: counts %v, says %d, %d, %d, %d", s.Name, counts, s.Tests, s.Failures, s.Errors, s.Skipped)
		}
		if _, err := strconv.ParseFloat(s.Time, 64); err != nil {
			t.Errorf("suite %s: time %q", s.Name, s.Time)
		}
		if _, err := time.Parse(time.RFC3339, s.Timestamp); s.Timestamp != "" && err != nil {
			t.Error(err)
		}
		tests, failures, errors = tests+s.Tests, failures+s.Failures, errors+s.Errors
	}
	if all.Tests != tests || all.Failures != failures || all.Errors != errors {
		t.Errorf("in all %d, %d, %d, of the suites %d, %d, %d", all.Tests, all.Failures, all.Errors, tests, failures, errors)
	}
	return all
}

func TestJUnitHoldsAgainstAnything(t *testing.T) {
	t.Parallel()
	p := hostile()
	all := readJUnit(t, p)
	if len(all.Suites) != len(p.files) || all.Failures != len(nasty) || all.Errors != len(nasty) {
		t.Errorf("%d suites, %d failures, %d errors", len(all.Suites), all.Failures, all.Errors)
	}
	if got := all.Suites[0].Testcases[1]; got.Name != "a|b" || got.Classname != "a|b" || got.Failure.Type != "warning" ||
		got.Failure.Message != "warning: a|b; the next apply reverts it; new; a|b" || !strings.Contains(got.Failure.Data, "\nhttps://guardian.example/debug/drifts/") {
		t.Errorf("got %+v, %+v", got, got.Failure)
	}
}

// What is open fails, what was decided about is skipped, what is resolved passes, and
// what could not be kept is an error.
func TestJUnitOutcomes(t *testing.T) {
	t.Parallel()
	p := huge(5)
	found := p.files[0].findings
	found[1].open = false
	found[2].outcome, found[2].open = importing.Resolved, false
	found[3].outcome, found[3].severity, found[3].open = importing.Skipped, "", false
	found[4].outcome, found[4].open = importing.Skipped, true // too late
	p.files[0].more = 7
	p.broken = true
	all := readJUnit(t, p)
	s := all.Suites[0]
	if s.Tests != 6 || s.Failures != 2 || s.Skipped != 1 || s.Errors != 1 || s.SystemOut == nil || !strings.Contains(s.SystemOut.Data, "7 further drifts") {
		t.Errorf("got %+v", s)
	}
	if all.Suites[1].Errors != 1 {
		t.Errorf("the run broke off: %+v", all.Suites[1])
	}
	if all := readJUnit(t, huge(10_000)); all.Failures != 10_000 {
		t.Errorf("%d failures", all.Failures)
	}
}
