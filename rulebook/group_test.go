package rulebook

import (
	"fmt"
	"sync"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Any number may ask one book at once, of more types and places than it remembers.
func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	b := book(t, "ignore \"a\" {\n  type = [\"x_1*\"]\n  path = [\"tags.k7\"]\n  reason = \"r\"\n}")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range mostGroups + 10 {
				typ := fmt.Sprintf("x_%d", i)
				c := models.Change{Path: models.Path{}.Key("tags").Key(fmt.Sprint("k", i%10)), Actual: "v", InActual: true}
				if got, want := b.On(Subject{Type: typ}, now).Ignores(c) != nil, typ[2] == '1' && i%10 == 7; got != want {
					t.Errorf("%s, %s: %v", typ, c.Path, got)
				}
			}
		})
	}
	wg.Wait()
	if len(b.groups) != mostGroups {
		t.Errorf("remembers %d", len(b.groups))
	}
	s := b.On(Subject{Type: "x_17"}, now)
	for i := range mostPlaces + 10 {
		s.Ignores(models.Change{Path: models.Path{}.Key(fmt.Sprint("k", i)), Actual: "v", InActual: true})
	}
	if len(s.of.covering) != mostPlaces {
		t.Errorf("remembers %d places", len(s.of.covering))
	}
}
