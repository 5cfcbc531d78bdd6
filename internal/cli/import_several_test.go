package cli

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestFilesAtOnce(t *testing.T) {
	t.Parallel()
	for conns, want := range map[int]int{1: 1, 2: 1, 3: 2, 5: 4, 10: 4, 1000: 4} {
		if got := filesAtOnce(conns); got != want {
			t.Errorf("on %d connections %d, want %d", conns, got, want)
		}
	}
}

// The files of one scope go in one after the other, the oldest first and what has no
// time last.
func TestByScope(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	var got []string
	for _, group := range byScope([]*importFile{
		{path: "a3", scope: "a", at: day(3)}, {path: "b", scope: "b", at: day(9)}, {path: "a now", scope: "a"},
		{path: "a1", scope: "a", at: day(1)}, {path: "a1 too", scope: "a", at: day(1)},
	}) {
		var names []string
		for _, f := range group {
			names = append(names, f.path)
		}
		got = append(got, fmt.Sprint(names))
	}
	if want := []string{"[a1 a1 too a3 a now]", "[b]"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSeveral(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var groups [][]*importFile
		for i := range 9 {
			scope := fmt.Sprint(i)
			groups = append(groups, []*importFile{{scope: scope}, {scope: scope}, {scope: scope}})
		}
		begun, goOn, finished := make(chan string, 27), make(chan bool), 0
		go several(3, groups, func(f *importFile) {
			begun <- f.scope
			<-goOn
		}, func(*importFile) { finished++ })
		synctest.Wait()
		if len(begun) != 3 {
			t.Fatalf("%d files at once, want 3", len(begun))
		}
		if a, b, c := <-begun, <-begun, <-begun; a == b || b == c || a == c {
			t.Errorf("at once of the scopes %s, %s and %s", a, b, c)
		}
		close(goOn)
		synctest.Wait()
		if finished != 27 {
			t.Errorf("%d files finished, want 27", finished)
		}
	})
}
