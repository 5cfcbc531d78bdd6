package importing_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
)

// What is in order again in a stack's whole answer is closed; one page, a filtered
// answer and the answer about one resource close nothing, and say why.
func TestWhatAStacksAnswerCloses(t *testing.T) {
	t.Parallel()
	store, o := newStore(t), importing.Options{ResolveMissing: true}
	const samples = "../reports/testdata/cloudformation/"
	if s := mustImport(t, store, samples+"stack.json", o); s.Created != 5 || s.Scope != "orders-prod" || s.NotClosed != "" {
		t.Fatalf("%+v", s)
	}
	night := func(day, sample string) importing.Summary {
		t.Helper()
		raw, err := os.ReadFile(samples + sample)
		must(t, err)
		text := strings.ReplaceAll(string(raw), "2026-10-12T", "2026-10-"+day+"T")
		file := filepath.Join(t.TempDir(), sample)
		must(t, os.WriteFile(file, []byte(strings.Replace(text, "MODIFIED", "IN_SYNC", 1)), 0o600))
		return mustImport(t, store, file, o)
	}
	for _, c := range []struct{ day, sample, why string }{
		{"13", "first-page.json", "a page is missing"},
		{"14", "one-resource.json", "about one resource"},
	} {
		if s := night(c.day, c.sample); s.Resolved != 0 || !strings.Contains(s.NotClosed, c.why) {
			t.Errorf("%s: %d resolved, %q", c.sample, s.Resolved, s.NotClosed)
		}
	}
	s := night("15", "stack.json")
	if s.Resolved != 1 || s.Repeated != 4 || s.Created != 0 || s.NotClosed != "" {
		t.Errorf("%d resolved, %d repeated, %d created, %q", s.Resolved, s.Repeated, s.Created, s.NotClosed)
	}
	for _, item := range s.Items {
		if resolved := item.Outcome == importing.Resolved; resolved != (item.Address == "ServiceGroup") {
			t.Errorf("%s: %s", item.Address, item.Outcome)
		}
	}
}
