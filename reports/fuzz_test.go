package reports_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
)

// Whatever the bytes are: no panic, every error has a place, and what Open took
// can be read to its end.
func FuzzOpen(f *testing.F) {
	for _, pattern := range []string{"0[27]*.refresh.json", "1[459]*.json", "hostile/*.json", "hostile/*.txt"} {
		files, _ := filepath.Glob(filepath.Join("testdata/terraform", pattern))
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			if len(raw) < 8_000 {
				f.Add(raw)
			}
		}
	}
	f.Add([]byte(plan(drift(updated(`{"id":"i"}`, `{}`)), configuration, variables)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := reports.Open(bytes.NewReader(raw), "terraform")
		if err != nil {
			var e *reports.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Want == "" {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		n := 0
		for e, err := range r.Entries() {
			if err != nil {
				t.Fatalf("Open took it, Entries did not: %v", err)
			}
			if n++; e.Address == "" || e.ID == "" || e.Type == "" || e.Expected == nil || e.Actual == nil {
				t.Fatalf("an entry of nothing: %+v", e)
			}
			for _, c := range models.Changes(e.Expected, e.Actual) {
				if e.About(c).NextApply == "" {
					t.Fatalf("nothing is said of %s", c.Path)
				}
			}
		}
		if n != r.EntryCount {
			t.Fatalf("%d entries, EntryCount %d", n, r.EntryCount)
		}
	})
}
