package reports_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestOnlyManagedResourcesOfThePresent(t *testing.T) {
	t.Parallel()
	data := strings.Replace(updated(`{"x":1}`, `{"x":2}`), `"managed"`, `"data"`, 1)
	deposed := strings.Replace(updated(`{"x":1}`, `{"x":3}`), `"mode"`, `"deposed":"ab","mode"`, 1)
	_, all := mustOpen(t, plan(drift(data, deposed, updated(`{"x":1}`, `{"x":4}`))))
	if len(all) != 1 || fmt.Sprint(all[0].Actual["x"]) != "4" {
		t.Errorf("got %v", all)
	}
}

// A caller may stop, and may read the entries twice.
func TestEntriesAgain(t *testing.T) {
	t.Parallel()
	r, first := copied.read(t, "03-many.refresh.json")
	for range r.Entries() {
		break
	}
	if again := entries(t, r); mustJSON(t, again) != mustJSON(t, first) {
		t.Error("the second reading differs")
	}
}
