package importing_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
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

// An answer repeats what an earlier detection found of the resources that the last one did not look at:
// that is not seen anew, and the import says so.
func TestWhatAStacksAnswerRepeats(t *testing.T) {
	t.Parallel()
	take := func(store *repositories.Store, o importing.Options, resources ...string) (importing.Summary, models.SeenDrift) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "stack.json")
		must(t, os.WriteFile(file, []byte(`{"StackResourceDrifts":[`+strings.Join(resources, ",")+`]}`), 0o600))
		s := mustImport(t, store, file, o)
		var a models.SeenDrift
		must(t, store.Drifts.Stream(t.Context(), models.DriftQuery{}, func(d models.SeenDrift) error {
			if d.Seen.Address == "A" {
				a = d
			}
			return nil
		}))
		return s, a
	}
	resource := func(address, status, day string) string {
		return resourceOf("us-west-2", "111122223333", address, address, status, `{"Size":2}`, day)
	}
	on := func(day int) time.Time { return time.Date(2026, 10, day, 0, 0, 0, 0, time.UTC) }
	later := []string{resource("A", "MODIFIED", "01"), resource("B", "IN_SYNC", "29"), resource("C", "IN_SYNC", "02")}
	store := newStore(t)
	if s, _ := take(store, importing.Options{}, resource("A", "MODIFIED", "01"), resource("B", "MODIFIED", "01")); len(s.Remarks) > 0 {
		t.Errorf("looked at all together: %v", s.Remarks)
	}
	s, a := take(store, importing.Options{ResolveMissing: true}, later...)
	const remark = "2 resources were last looked at before this report's time, the first of them on 2026-10-01"
	if !s.ScannedAt.Equal(on(29)) || s.Repeated != 1 || s.Resolved != 1 || !slices.Equal(s.Remarks, []string{remark}) {
		t.Errorf("%d repeated, %d resolved, %v, %v", s.Repeated, s.Resolved, s.ScannedAt, s.Remarks)
	}
	if !a.Seen.FirstSeen.Equal(on(1)) || !a.Seen.LastSeen.Equal(on(1)) {
		t.Errorf("a repeat was seen from %v to %v", a.Seen.FirstSeen, a.Seen.LastSeen)
	}
	if _, a := take(newStore(t), importing.Options{}, later...); !a.DetectedAt.Equal(on(1)) || !a.Seen.LastSeen.Equal(on(1)) {
		t.Errorf("a new one was detected at %v, last seen at %v", a.DetectedAt, a.Seen.LastSeen)
	}
	if _, a := take(newStore(t), importing.Options{DetectedAt: on(30)}, later...); !a.DetectedAt.Equal(on(30)) {
		t.Errorf("with --detected-at: %v", a.DetectedAt)
	}
	if _, a = take(store, importing.Options{}, resource("A", "MODIFIED", "30"), resource("B", "IN_SYNC", "30")); !a.Seen.LastSeen.Equal(on(30)) || a.Seen.Occurrences != 3 {
		t.Errorf("looked at again: %+v", a.Seen)
	}
}
