package seed

import (
	"math/rand/v2"
	"testing"
)

func TestWeightedDraw(t *testing.T) {
	t.Parallel()
	r, drawn := rand.New(rand.NewPCG(1, 0)), map[string]int{}
	for range 1000 {
		drawn[weighted(r, []string{"never", "often", "seldom"}, func(s string) int { return map[string]int{"often": 9, "seldom": 1}[s] })]++
	}
	if drawn["never"] > 0 || drawn["seldom"] == 0 || drawn["often"] < 5*drawn["seldom"] {
		t.Errorf("got %v", drawn)
	}
}
