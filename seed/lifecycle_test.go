package seed

import (
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestRouteEndsWhereItIsWanted(t *testing.T) {
	t.Parallel()
	s := &scene{writer: newWriter(noon, 1, 64)}
	for _, wanted := range models.Statuses() {
		for range 50 {
			route := s.route(wanted)
			if wanted == models.StatusDetected {
				if len(route) > 0 {
					t.Fatalf("detected by %v", route)
				}
				continue
			}
			if route[len(route)-1] != wanted || slices.Contains(route[1:], models.StatusTriaged) {
				t.Fatalf("to %s by %v", wanted, route)
			}
		}
	}
}

func TestCutEndsALife(t *testing.T) {
	t.Parallel()
	p := &plan{closedBy: 3, steps: []step{{to: models.StatusTriaged, at: noon}, {to: models.StatusApproved, at: noon.Add(time.Hour)}}}
	p.cut(noon.Add(time.Hour))
	if len(p.steps) != 1 || !p.end.Equal(noon.Add(time.Hour)) || p.closedBy != -1 {
		t.Errorf("got %+v", p)
	}
}
