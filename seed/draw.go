package seed

import (
	"math/rand/v2"
)

func oneOf[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

// weighted draws one of several by their weights.
func weighted[T any](r *rand.Rand, of []T, weight func(T) int) T {
	total := 0
	for _, v := range of {
		total += weight(v)
	}
	n := r.IntN(total)
	for _, v := range of {
		if n -= weight(v); n < 0 {
			return v
		}
	}
	return of[len(of)-1]
}
