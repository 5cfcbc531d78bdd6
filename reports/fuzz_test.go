package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// sampleLimit is how many bytes a report has at most from which broken ones are made.
const sampleLimit = 16_000

// sample is a report in testdata, or what is left of a large one.
type sample struct {
	file string
	raw  []byte
}

// samples are the reports of a format in testdata that can be read, the largest first.
func samples(tb testing.TB, format reports.Format) (found []sample) {
	tb.Helper()
	files, _ := filepath.Glob(filepath.Join("testdata", string(format), "*.json"))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		if len(raw) > sampleLimit && len(raw) < 20*sampleLimit {
			raw = oneOfEach(raw)
		}
		if _, err := reports.Open(bytes.NewReader(raw), format); err == nil && len(raw) <= sampleLimit {
			found = append(found, sample{file, raw})
		}
	}
	if len(found) == 0 {
		tb.Fatalf("%s: no report in testdata/%[1]s comes down to %d bytes", format, sampleLimit)
	}
	slices.SortStableFunc(found, func(a, b sample) int { return len(b.raw) - len(a.raw) })
	return found
}

// oneOfEach leaves of each array one element with each set of members. What is no single
// value of JSON stays.
func oneOfEach(raw []byte) []byte {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return raw
	}
	small, err := json.Marshal(thin(v))
	if err != nil {
		return raw
	}
	return small
}

func thin(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, part := range v {
			v[name] = thin(part)
		}
	case []any:
		seen, few := map[string]bool{}, []any{}
		for _, element := range v {
			members, _ := element.(map[string]any)
			if shape := fmt.Sprint(models.SortedKeys(members)); !seen[shape] {
				seen[shape] = true
				few = append(few, thin(element))
			}
		}
		return few
	}
	return v
}

// whatever reads bytes as a report, whatever they are, and says what a reader must not do:
// give an error without a place, or entries that it did not announce.
func whatever(raw []byte, format reports.Format) error {
	r, err := reports.Open(bytes.NewReader(raw), format)
	if err != nil {
		var e *reports.Error
		if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Want == "" || strings.Contains(err.Error(), "\n") || len(err.Error()) > 2000 {
			return fmt.Errorf("an error without a place, or of more than a line: %.3000v", err)
		}
		return nil
	}
	n := 0
	for e, err := range r.Entries() {
		if err != nil {
			return fmt.Errorf("Open took it, Entries did not: %v", err)
		}
		if n++; e.Address == "" || e.ID == "" || e.Type == "" || e.Expected == nil || e.Actual == nil {
			return fmt.Errorf("an entry of nothing: %+v", e)
		}
		for _, c := range models.Changes(e.Expected, e.Actual) {
			if e.About(c).NextApply == "" {
				return fmt.Errorf("nothing is said of %s", c.Path)
			}
		}
	}
	if n != r.EntryCount {
		return fmt.Errorf("%d entries, EntryCount %d", n, r.EntryCount)
	}
	return nil
}

// Whatever the bytes are: no panic, every error has a place, and what Open took
// can be read to its end.
func FuzzOpen(f *testing.F) {
	for _, format := range reports.Formats() {
		for _, s := range samples(f, format) {
			f.Add(s.raw)
		}
	}
	hostile, _ := filepath.Glob("testdata/terraform/hostile/*")
	for _, file := range hostile {
		if raw, err := os.ReadFile(file); err == nil && len(raw) < sampleLimit {
			f.Add(raw)
		}
	}
	f.Add([]byte(plan(drift(updated(`{"id":"i"}`, `{}`)), configuration, variables)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, format := range append(reports.Formats(), "") {
			if err := whatever(raw, format); err != nil {
				t.Fatalf("read as %q: %v", format, err)
			}
		}
	})
}
