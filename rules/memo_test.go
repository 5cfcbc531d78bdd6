package rules

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// A memo remembers what it is given and never more than it may, whoever asks meanwhile.
func TestMemo(t *testing.T) {
	t.Parallel()
	m := memo[int]{most: 10}
	if _, is := m.of("a"); is {
		t.Error("it remembers what nobody told it")
	}
	if m.keep("a", 1) != 1 {
		t.Error("it does not give back what it keeps")
	}
	if v, is := m.of("a"); !is || v != 1 {
		t.Errorf("got %d, %v", v, is)
	}
	long := strings.Repeat("a", longestKey+1)
	if _, is := m.of(long); is || m.keep(long, 2) != 2 || len(m.known) != 1 {
		t.Error("it remembers what is too long")
	}
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range 100 {
				m.keep(fmt.Sprint(i, n), n)
				m.of("a")
			}
		})
	}
	all.Wait()
	if n := len(m.known); n < 1 || n > 10 {
		t.Errorf("it remembers %d", n)
	}
}

// What a judge remembers of one resource is true of the next of its type, and another type has its own.
func TestForRemembers(t *testing.T) {
	t.Parallel()
	table, err := Parse("critical\ta_b\tx\tone\ninfo\tc_d\tx\tother\n")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for typ, want := range map[string]string{"a_b": "critical", "c_d": "info"} {
			if got := table.For(typ).At(models.Path{}.Key("x")); string(got.Severity) != want {
				t.Errorf("%s: %s", typ, got.Severity)
			}
		}
	}
	one, again, other := table.For("a_b"), table.For("a_b"), table.For("c_d")
	if one != again || one == other {
		t.Error("a type has not one judge of its own")
	}
}
