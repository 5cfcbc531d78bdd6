package seed

import "testing"

func TestEstateSharesOutItsDrifts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 61, 997, 9_998} {
		e := newWriter(noon, 1, n).estate
		sum, names := 0, map[string]bool{}
		for i := range e.scopes {
			sum += e.drifts(i, n)
			names[e.scope(i).name] = true
		}
		if sum != n || len(names) != e.scopes {
			t.Errorf("%d drifts, of which the %d scopes have %d; %d names", n, e.scopes, sum, len(names))
		}
	}
}
