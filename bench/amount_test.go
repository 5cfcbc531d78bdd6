package main

import "testing"

func TestWanted(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]int{"": 1_000_000, "1": 1, "10000": 10_000, "100000": 100_000, "10000000": 10_000_000} {
		if n, err := wanted(given); err != nil || n != want {
			t.Errorf("%q gives %d, %v", given, n, err)
		}
	}
	for _, given := range []string{"0", "-1", "1e6", "150000", "999999999999"} {
		if n, err := wanted(given); err == nil {
			t.Errorf("%q gives %d", given, n)
		}
	}
}
