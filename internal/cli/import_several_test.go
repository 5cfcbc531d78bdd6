package cli

import (
	"fmt"
	"slices"
	"sync"
	"testing"
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
	var groups [][]*importFile
	for i := range 9 {
		scope := fmt.Sprint(i)
		groups = append(groups, []*importFile{{scope: scope}, {scope: scope}, {scope: scope}})
	}
	var mu sync.Mutex
	busy, most, finished := map[string]int{}, 0, 0
	three := make(chan struct{})
	several(3, groups, func(f *importFile) {
		mu.Lock()
		busy[f.scope]++
		if busy[f.scope] > 1 {
			t.Errorf("two files of scope %s at once", f.scope)
		}
		if most = max(most, len(busy)); len(busy) == 3 && most == 3 {
			select {
			case <-three:
			default:
				close(three)
			}
		}
		mu.Unlock()
		<-three // three are at work at once, else this waits for ever
		mu.Lock()
		if busy[f.scope]--; busy[f.scope] == 0 {
			delete(busy, f.scope)
		}
		mu.Unlock()
	}, func(*importFile) { finished++ })
	if most != 3 || finished != 27 {
		t.Errorf("at most %d at once, %d finished", most, finished)
	}
}
