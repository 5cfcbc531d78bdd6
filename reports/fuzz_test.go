package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
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
	why := "there is none"
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		if len(raw) > sampleLimit && len(raw) < 20*sampleLimit {
			raw = oneOfEach(raw)
		}
		_, err = reports.Open(bytes.NewReader(raw), format)
		switch {
		case err != nil:
			why = fmt.Sprintf("%s is refused: %v", filepath.Base(file), err)
		case len(raw) > sampleLimit:
			why = fmt.Sprintf("%s has %d bytes with one element of each kind in its lists", filepath.Base(file), len(raw))
		default:
			found = append(found, sample{file, raw})
		}
	}
	if len(found) == 0 {
		tb.Fatalf("reports/testdata/%s/*.json: no report can be broken; put one there that can be read, of %d bytes at most (%s)", format, sampleLimit, why)
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
// panic, give an error without a place, or what it does not promise. Up to its first
// colon the error says what and what to do, without the bytes.
func whatever(raw []byte, format reports.Format) (wrong error) {
	defer func() {
		if p := recover(); p != nil {
			wrong = fmt.Errorf("a panic, where an error with its place belongs: %v\n%s", p, debug.Stack())
		}
	}()
	r, err := reports.Open(bytes.NewReader(raw), format)
	if err == nil {
		return promised(r)
	}
	var e *reports.Error
	switch text := err.Error(); {
	case !errors.As(err, &e):
		return fmt.Errorf("an error without a place; give c.fail(\"want …\"): %.300q", text)
	case e.Line < 1 || e.Column < 1 || e.Want == "":
		return fmt.Errorf("an error without a line, a column or what is wanted; give c.fail(\"want …\"): %.300q", text)
	case strings.Contains(text, "\n") || len(text) > 2000:
		return fmt.Errorf("an error of several lines or more than 2000 bytes; show what the report has by found or quote: %.300q", text)
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
